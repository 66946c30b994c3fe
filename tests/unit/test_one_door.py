"""Only the web client opens connections of its own; discord.py and the language model's library keep theirs to their own modules."""

import ast
from pathlib import Path

BOT = Path(__file__).parents[2] / "bot"
OPENERS = {
    "ClientSession", "TCPConnector", "UnixConnector", "urlopen", "urlretrieve", "HTTPConnection", "HTTPSConnection", "create_connection",
    "open_connection", "socket", "socketpair", "AsyncClient", "AsyncHTTPTransport", "FTP", "SMTP",
}  # fmt: skip
LIBRARIES = {"requests", "httpx", "httpx2", "urllib3", "pycurl", "curl_cffi", "niquests", "websockets"}
ALLOWED = {
    "web/client.py": {"ClientSession", "TCPConnector"},
    "web/guard.py": {"socket"},  # the sockets that the client's connector gets
    "cli/healthcheck.py": {"HTTPConnection"},  # the bot that runs here, asked whether it lives
    "flows/doctor.py": {"open_connection"},  # whether the operator's own model server takes connections
    "outlets/checkup.py": {"ClientSession"},  # the operator's doctor asks Discord for the time
    "takeaways/llm/client.py": {"AsyncClient", "AsyncHTTPTransport", "httpx2"},  # the operator's own model server
}


def _opened(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {name} & OPENERS
        if isinstance(node, ast.ClassDef):
            found |= {base.attr for base in node.bases if isinstance(base, ast.Attribute)} & OPENERS
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & LIBRARIES
        if isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & LIBRARIES
    return found


def test_no_other_module_opens_a_connection():
    opened = {str(path.relative_to(BOT)): _opened(path) for path in BOT.rglob("*.py")}

    assert {name: found for name, found in opened.items() if found} == ALLOWED
