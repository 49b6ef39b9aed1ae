// What crosses as a number of milliseconds or seconds, as `java.time` has it.

package vn.fieldbook

import java.time.Duration
import java.time.Instant

/** When it was kept. */
public val BlobView.kept: Instant get() = Instant.ofEpochMilli(keptMs)

/** When it was opened. */
public val Document.opened: Instant get() = Instant.ofEpochMilli(openedMs)

/** When it was revoked, if it was. */
public val Lease.revoked: Instant? get() = revokedMs?.let(Instant::ofEpochMilli)

/** When it was set aside. */
public val QuarantinedChange.at: Instant get() = Instant.ofEpochMilli(atMs)

/** When. */
public val Rescue.at: Instant get() = Instant.ofEpochMilli(atMs)

/** When it was set aside. */
public val SetAside.at: Instant get() = Instant.ofEpochMilli(atMs)

/** When it was begun. */
public val SweepView.begun: Instant get() = Instant.ofEpochMilli(begunMs)

/** When the last sync ended, if there was one. */
public val SyncStatus.lastSync: Instant? get() = lastSyncMs?.let(Instant::ofEpochMilli)

/** The end of this device's certificate, once it has one. */
public val SyncStatus.certifiedUntil: Instant? get() = certifiedUntilMs?.let(Instant::ofEpochMilli)

/** Time until a running sync's next try, while the hub cannot be reached. */
public val SyncStatus.waiting: Duration? get() = waitingMs?.let { Duration.ofMillis(it.toLong()) }

/** When it was written or kept. */
public val OutboxItem.since: Instant get() = Instant.ofEpochMilli(sinceMs)

/** Hub time minus this device's clock, where it is known. */
public val SyncStatus.hubOffset: Duration? get() = hubOffsetMs?.let(Duration::ofMillis)

/** Hub time minus this device's clock, where it is known. */
public val ClockView.offset: Duration? get() = offsetMs?.let(Duration::ofMillis)

/** How far the comparison itself may be off. */
public val ClockView.uncertainty: Duration? get() = uncertaintyMs?.let(Duration::ofMillis)

/** Time until the next try, while the hub cannot be reached. */
public val Progress.waiting: Duration? get() = waitingMs?.let { Duration.ofMillis(it.toLong()) }

/** Hub time minus the recording device's clock, where it was known. */
public val Fact.hubOffset: Duration? get() = hubOffsetS?.let(Duration::ofSeconds)

/** Hub time minus the correcting device's clock, where it was known. */
public val HistoryEntry.hubOffset: Duration? get() = hubOffsetS?.let(Duration::ofSeconds)
