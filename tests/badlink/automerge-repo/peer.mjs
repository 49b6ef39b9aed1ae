// The peer of the bad-link bench: automerge-repo with its own websocket and file adapters, nothing added.
//
//   node peer.mjs prepare DIR LOTS FACTS   the shared documents on a hub and a phone; then 120 facts in 40 of
//                                          them on the phone and 75 in 25 others on the hub
//   node peer.mjs hub DIR PORT             serves, says "ready", and "complete" once it has every fact
//   node peer.mjs phone DIR URL            syncs; says "first" and "complete" as it gets there
//   node peer.mjs fresh DIR URL            the same with an empty phone
//
// A fact is one opaque value under its id, as in Fieldbook, with about as many bytes.
import { Repo } from "@automerge/automerge-repo"
import { WebSocketClientAdapter, WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { randomUUID } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { WebSocketServer } from "ws"

const [command, dir, ...rest] = process.argv.slice(2)
const plan = () => JSON.parse(readFileSync(`${dir}/plan.json`))
const storage = name => new NodeFSStorageAdapter(`${dir}/${name}`)

function fact(kg) {
  const body = {
    kind: "pack", step: "pack", recorder: randomUUID(), device: randomUUID(), occurred: Date.now(),
    quantity: `${kg} túi`, note: `Đóng gói ${kg} túi, kho số 3`,
  }
  return new TextEncoder().encode(JSON.stringify(body))
}

function record(handle, count) {
  for (let n = 1; n <= count; n++) {
    handle.change(doc => { doc.facts[randomUUID()] = fact(n) })
  }
}

const size = handle => Object.keys(handle.doc()?.facts ?? {}).length

// Says "first" when something new can be read, "complete" when every document holds what it must.
async function watch(handles, wanted) {
  const began = new Map(handles.map((handle, n) => [n, size(handle)]))
  let first = false
  for (;;) {
    let missing = 0
    handles.forEach((handle, n) => {
      const has = size(handle)
      if (has < wanted[n]) missing++
      if (!first && has > began.get(n)) { first = true; console.log("first") }
    })
    if (missing === 0) break
    await new Promise(done => setTimeout(done, 25))
  }
  console.log("complete")
}

async function prepare(lots, facts) {
  const hub = new Repo({ storage: storage("hub") })
  const phone = new Repo({ storage: storage("phone") })
  const urls = []
  for (let n = 0; n < lots; n++) {
    const made = hub.create({ facts: {} })
    record(made, facts)
    const copy = phone.import(await hub.export(made.url), { docId: made.documentId })
    urls.push(made.url)
    if (n < 40) record(copy, 3)
    if (n >= lots - 25) record(made, 3)
  }
  await hub.flush()
  await phone.flush()
  const wanted = urls.map((_, n) => facts + (n < 40 ? 3 : 0) + (n >= lots - 25 ? 3 : 0))
  writeFileSync(`${dir}/plan.json`, JSON.stringify({ urls, wanted }))
  process.exit(0)
}

async function hub(port) {
  const { urls, wanted } = plan()
  const socket = new WebSocketServer({ port, host: "0.0.0.0" })
  const repo = new Repo({
    storage: storage("hub"), network: [new WebSocketServerAdapter(socket)], sharePolicy: async () => false,
  })
  const handles = await Promise.all(urls.map(url => repo.find(url)))
  console.log("ready")
  await watch(handles, wanted)
}

async function phone(store, url) {
  const { urls, wanted } = plan()
  const repo = new Repo({ storage: storage(store), sharePolicy: async () => true })
  // What the phone has is loaded before the link opens; a fresh phone has nothing to load.
  const known = store === "phone" ? await Promise.all(urls.map(each => repo.find(each))) : null
  console.log("ready")
  repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url))
  const handles = known ?? await findAll(repo, urls)
  await watch(handles, wanted)
  if (store === "fresh") await repo.flush()
}

async function findAll(repo, urls) {
  let first = false
  return Promise.all(urls.map(async url => {
    const handle = await repo.find(url)
    if (!first) { first = true; console.log("first") }
    return handle
  }))
}

if (command === "prepare") await prepare(Number(rest[0]), Number(rest[1]))
if (command === "hub") await hub(Number(rest[0]))
if (command === "phone") await phone("phone", rest[0])
if (command === "fresh") await phone("fresh", rest[0])
