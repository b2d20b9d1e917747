"""Why an installer failed, from what it said: the words somebody needs who has never seen its log."""

import re

from console import Stop

_KINDS = [
    (
        r"No space left on device|ENOSPC|Disk quota exceeded",
        "The disk is full.",
        "make room (set-up needs about 2 GB), then run the same command again; it goes on where it stopped.",
    ),
    (
        r"DO NOT MATCH THE HASHES|EINTEGRITY|hash mismatch",
        "What the registry sent is not what this version of Midas was tested with: a checksum differs.",
        "try again later or from another network; if it stays so, tell the makers of Midas and do not go round it.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT|certificate",
        "The registry's certificate was not accepted; a proxy on the way may put in its own.",
        "install the proxy's certificate on this machine, and name it in PIP_CERT and NODE_EXTRA_CA_CERTS.",
    ),
    (
        r"Failed to establish|NewConnectionError|ConnectTimeout|Connection (refused|aborted|reset)|timed out|network|"
        r"ProxyError|Temporary failure in name resolution|Name or service not known|Network is unreachable|"
        r"No route to host|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|50[234] Server Error",
        "{registry} could not be reached.",
        "see that this machine is online; behind a proxy set HTTPS_PROXY, for a mirror of your own {mirror}. "
        "Then run the same command again; it goes on where it stopped.",
    ),
    (
        r"No matching distribution|Could not find a version|ETARGET|E404",
        "{registry} does not have one of the parts for this machine and Python {python}.",
        "use a 64-bit Linux (glibc 2.28 or newer) and Python 3.11 to 3.13; a mirror has to be complete.",
    ),
    (
        r"Permission denied|EACCES|EPERM|Read-only file system|EROFS",
        "Something in the checkout cannot be written.",
        "make the checkout writable for this account, or clone it again into a folder of yours.",
    ),
]


def explain(what, said, registry, mirror, python):
    """A Stop for an installer that failed while doing `what` and said `said`."""
    for pattern, happened, do in _KINDS:
        if re.search(pattern, said, re.IGNORECASE):
            words = {"registry": registry, "mirror": mirror, "python": python}
            return Stop(f"{what}: {happened.format(**words)}\n{_heart(said)}", do.format(**words))
    return Stop(
        f"{what}: the installer failed.\n{_heart(said)}",
        "the lines above are its own words.",
    )


def _heart(said):
    """The few lines that matter: what the connection said, and the installer's own errors."""
    reasons = re.findall(
        r"Failed to establish a new connection: [^'\"]*|connect [A-Z]+ \S+|getaddrinfo \S+ \S+", said
    )
    errors = [
        line.strip() for line in said.splitlines() if re.match(r"\s*(error|npm err!|npm error)", line, re.I)
    ]
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    chosen = [*reasons[:1], *errors[:3]] or lines[-4:]
    return "\n".join(f"    {line[:160]}" for line in chosen)
