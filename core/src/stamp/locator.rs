/// The parts of an http or https address, exactly as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Locator<'a> {
    /// As printed; empty where the text leaves it out (`vnptcheck.vn/check/…`).
    pub scheme: &'a str,
    /// Between `//` and the path: user, host and port.
    pub authority: &'a str,
    /// With its leading slash, or empty.
    pub path: &'a str,
    pub query: Option<&'a str>,
    pub fragment: Option<&'a str>,
}

impl<'a> Locator<'a> {
    /// Splits an address that begins with `http://` or `https://`, in any case.
    pub fn split(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        web.then(|| Self::after_scheme(scheme, rest))
            .filter(|at| !at.host().is_empty() && !text.contains(char::is_whitespace))
    }

    /// Splits an address as people print it, without `https://`: a host with a dot, then a path.
    pub fn split_bare(text: &'a str) -> Option<Self> {
        let at = Self::after_scheme("", text);
        let host_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let (_, top) = at.authority.rsplit_once('.')?;
        let host = at.authority.chars().all(host_letter)
            && top.len() >= 2
            && top.chars().all(|c| c.is_ascii_alphabetic());
        (host && !at.path.is_empty() && !text.contains(char::is_whitespace)).then_some(at)
    }

    fn after_scheme(scheme: &'a str, rest: &'a str) -> Self {
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let path_start = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(path_start).unwrap_or((rest, ""));
        Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        }
    }

    /// The host that names the issuer: lower case, without user, `www.`, default port and final dot.
    pub fn host(&self) -> String {
        let host = self
            .authority
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let host = [":80", ":443"]
            .iter()
            .find_map(|port| host.strip_suffix(port))
            .unwrap_or(&host);
        let host = host.strip_suffix('.').unwrap_or(host);
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    }

    /// The path's segments that are not empty.
    pub fn segments(&self) -> Vec<&'a str> {
        segments(self.path)
    }

    /// The fragment's segments that are not empty, without the query some apps put after them.
    pub fn fragment_segments(&self) -> Vec<&'a str> {
        segments(cut(self.fragment.unwrap_or_default(), '?').0)
    }

    /// The query's parameters in their order.
    pub fn parameters(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.query.unwrap_or_default().split(['&', ';']);
        pairs
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The address without what differs between prints of one thing: scheme, `www.`, tracking parameters,
    /// a final slash.
    pub fn normal(&self) -> String {
        let mut text = format!("{}{}", self.host(), self.path.trim_end_matches('/'));
        let kept: Vec<String> = self
            .parameters()
            .filter(|(name, _)| !is_tracking(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !kept.is_empty() {
            text = format!("{text}?{}", kept.join("&"));
        }
        match self.fragment.filter(|fragment| !fragment.is_empty()) {
            Some(fragment) => format!("{text}#{fragment}"),
            None => text,
        }
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// Parameters that advertisers add to a shared link.
fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_")
        || matches!(
            name.as_str(),
            "fbclid" | "gclid" | "zarsrc" | "igshid" | "mibextid"
        )
}
