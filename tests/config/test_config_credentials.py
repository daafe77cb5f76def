"""Credentials come from the environment or `.env`, and are never shown."""

import copy
import json
import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.config import Credentials, Secret, SettingsError, load_credentials, parse_settings

MARK = "s3cr3t-MARKED-value"
FULL = {
    "GENESYS_CLOUD_CLIENT_ID": "the-id",
    "GENESYS_CLOUD_CLIENT_SECRET": MARK,
    "GENESYS_CLOUD_BASE_URL": "https://api.mypurecloud.com",
}
ADDRESS = (
    "GENESYS_CLOUD_BASE_URL (such as https://api.mypurecloud.com)"
    " or GENESYS_CLOUD_REGION (such as us-east-1 or mypurecloud.ie)"
)
URLS = "https://api.mypurecloud.com, or http://127.0.0.1:PORT for this machine"


def without(*names: str) -> dict[str, str]:
    return {key: value for key, value in FULL.items() if key[14:] not in names}


def env_file(folder: Path, **values: str) -> None:
    lines = [f"GENESYS_CLOUD_{name}={value}" for name, value in values.items()]
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")


def failure(environ: dict[str, str], cwd: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_credentials(environ, cwd)
    assert MARK not in str(caught.value)
    assert str(caught.value).isprintable()
    return str(caught.value)


# --- where they come from ---


def test_the_environment_is_enough(tmp_path: Path) -> None:
    found = load_credentials(FULL, tmp_path)
    assert found == Credentials("the-id", Secret(MARK), base_url="https://api.mypurecloud.com")
    assert found.client_secret.reveal() == MARK


def test_the_file_is_enough(tmp_path: Path) -> None:
    env_file(tmp_path, CLIENT_ID="the-id", CLIENT_SECRET=MARK, REGION="mypurecloud.ie")
    found = load_credentials({}, tmp_path)
    assert found == Credentials("the-id", Secret(MARK), region="mypurecloud.ie")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    env_file(tmp_path, CLIENT_ID="other", CLIENT_SECRET="other", REGION="us-east-1")
    assert load_credentials(FULL, tmp_path).client_id == "the-id"
    mixed = load_credentials({"GENESYS_CLOUD_CLIENT_SECRET": MARK}, tmp_path)
    assert mixed == Credentials("other", Secret(MARK), region="us-east-1")


def test_the_address_is_taken_whole(tmp_path: Path) -> None:
    env_file(tmp_path, BASE_URL="https://api.mypurecloud.de", CLIENT_ID="the-id")
    environ = without("BASE_URL", "CLIENT_ID") | {"GENESYS_CLOUD_REGION": "us-east-1"}
    found = load_credentials(environ, tmp_path)
    assert (found.base_url, found.region) == (None, "us-east-1")


def test_the_base_url_counts_before_the_region(tmp_path: Path) -> None:
    found = load_credentials(FULL | {"GENESYS_CLOUD_REGION": "us-east-1"}, tmp_path)
    assert (found.base_url, found.region) == ("https://api.mypurecloud.com", None)


def test_an_empty_variable_is_a_missing_one(tmp_path: Path) -> None:
    env_file(tmp_path, CLIENT_ID="from-file")
    found = load_credentials(FULL | {"GENESYS_CLOUD_CLIENT_ID": " "}, tmp_path)
    assert found.client_id == "from-file"


@pytest.mark.parametrize("around", ["{}", " {} ", '"{}"', "'{}'", ' "{}"\n', '" {} "'])
def test_blanks_and_quotes_around_values_go(around: str, tmp_path: Path) -> None:
    environ = {name: around.format(value) for name, value in FULL.items()}
    assert load_credentials(environ, tmp_path) == load_credentials(FULL, tmp_path)


def test_a_dollar_sign_in_the_file_stays(tmp_path: Path) -> None:
    env_file(tmp_path, CLIENT_SECRET="a${HOME}b$c")
    found = load_credentials(without("CLIENT_SECRET"), tmp_path)
    assert found.client_secret.reveal() == "a${HOME}b$c"


def test_the_file_may_be_written_like_a_shell_script(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f'# ours\nexport GENESYS_CLOUD_CLIENT_SECRET="{MARK}" # of May\n', encoding="utf-8"
    )
    found = load_credentials(without("CLIENT_SECRET"), tmp_path)
    assert found.client_secret.reveal() == MARK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_file_as_editors_of_other_systems_save_it(encoding: str, tmp_path: Path) -> None:
    text = f"GENESYS_CLOUD_CLIENT_SECRET={MARK}\r\n# geprüft\r\n"
    (tmp_path / ".env").write_bytes(text.encode(encoding))
    found = load_credentials(without("CLIENT_SECRET"), tmp_path)
    assert found.client_secret.reveal() == MARK


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"\xfc\x00\x01", b"=\n==\n'\n\"unclosed", b"\x00" * 100, b"no equals"]
)
def test_an_odd_file_is_no_crash(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(raw)
    assert failure(without("CLIENT_ID"), tmp_path).startswith("not set: GENESYS_CLOUD_CLIENT_ID. ")


def test_a_spoilt_line_does_not_spoil_the_others(tmp_path: Path) -> None:
    raw = b"# gepr\xfcft\n???\nGENESYS_CLOUD_CLIENT_SECRET=" + MARK.encode()
    (tmp_path / ".env").write_bytes(raw)
    found = load_credentials(without("CLIENT_SECRET"), tmp_path)
    assert found.client_secret.reveal() == MARK


def test_a_file_that_cannot_be_read_is_told_only_where_it_matters(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert load_credentials(FULL, tmp_path).client_id == "the-id"
    assert "which cannot be read: is a directory" in failure(without("CLIENT_ID"), tmp_path)


def test_the_example_is_understood_and_lacks_only_the_client(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    (tmp_path / ".env").write_bytes(example.read_bytes())
    found = failure({}, tmp_path)
    assert found.startswith("not set: GENESYS_CLOUD_CLIENT_ID; GENESYS_CLOUD_CLIENT_SECRET. Put")
    assert load_credentials(without("BASE_URL"), tmp_path).region == "us-east-1"


# --- what is wrong with them ---


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["CLIENT_ID"], "GENESYS_CLOUD_CLIENT_ID"),
        (["CLIENT_SECRET"], "GENESYS_CLOUD_CLIENT_SECRET"),
        (
            ["BASE_URL"],
            ADDRESS,
        ),
        (
            ["CLIENT_ID", "CLIENT_SECRET", "BASE_URL"],
            f"GENESYS_CLOUD_CLIENT_ID; GENESYS_CLOUD_CLIENT_SECRET; {ADDRESS}",
        ),
    ],
)
def test_every_missing_variable_is_named(missing: list[str], named: str, tmp_path: Path) -> None:
    assert failure(without(*missing), tmp_path) == (
        f"not set: {named}. Put what is missing into the environment or into {tmp_path}/.env;"
        " queuetui --demo needs none of them"
    )


@pytest.mark.parametrize("name", ["CLIENT_ID", "CLIENT_SECRET"])
@pytest.mark.parametrize(
    ("value", "what"),
    [
        (f"{MARK}é", "characters outside ASCII"),
        (f"“{MARK}”", "characters outside ASCII"),
        (f"{MARK}\u200b", "characters outside ASCII"),
        (f"{MARK} {MARK}", "blanks or control characters inside"),
        (f"{MARK}\r\nX: y", "blanks or control characters inside"),
        (f"{MARK}\x00", "blanks or control characters inside"),
    ],
)
def test_a_value_that_cannot_be_right(name: str, value: str, what: str, tmp_path: Path) -> None:
    found = failure(FULL | {f"GENESYS_CLOUD_{name}": value}, tmp_path)
    assert found.startswith(f"GENESYS_CLOUD_{name}: found {what}")
    assert "exactly as Genesys Cloud shows it" in found


@pytest.mark.parametrize(
    ("written", "base_url"),
    [
        ("https://api.mypurecloud.com", "https://api.mypurecloud.com"),
        ("https://API.MyPureCloud.com/", "https://api.mypurecloud.com"),
        ("HTTPS://api.usw2.pure.cloud:443", "https://api.usw2.pure.cloud:443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.255.0.9", "http://127.255.0.9"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:65535", "http://[::1]:65535"),
        ("https://localhost:8443", "https://localhost:8443"),
    ],
)
def test_base_urls_that_are_accepted(written: str, base_url: str, tmp_path: Path) -> None:
    found = load_credentials(FULL | {"GENESYS_CLOUD_BASE_URL": written}, tmp_path)
    assert found.base_url == base_url


@pytest.mark.parametrize(
    "host",
    [
        "api.mypurecloud.com",
        "127.0.0.1.example.com",
        "localhost.example.com",
        "127.0.0.256",
        "127.1",
        "0.0.0.0",
        "10.0.0.1:8080",
        "[::2]",
    ],
)
def test_plain_http_stays_on_this_machine(host: str, tmp_path: Path) -> None:
    found = failure(FULL | {"GENESYS_CLOUD_BASE_URL": f"http://{host}"}, tmp_path)
    bare = host.removesuffix(":8080")
    assert found == (
        f"GENESYS_CLOUD_BASE_URL: found plain http to {bare}, which would send the secret in"
        f" clear; allowed: {URLS}"
    )


@pytest.mark.parametrize(
    "written",
    [
        "api.mypurecloud.com",
        "ftp://api.mypurecloud.com",
        "https://",
        f"https://user:{MARK}@api.mypurecloud.com",
        f"http://127.0.0.1@{MARK}.com",
        "http://127.0.0.1\\@example.com",
        "https://api.mypurecloud.com/api/v2",
        f"https://api.mypurecloud.com?token={MARK}",
        "https://api.mypurecloud.com#x",
        "https://api.mypurecloud.com https://b",
        "https://api.mypurecloud.com:",
        "https://аpi.mypurecloud.com",  # the first letter is Cyrillic
        MARK,
    ],
)
def test_what_is_no_base_url(written: str, tmp_path: Path) -> None:
    assert failure(FULL | {"GENESYS_CLOUD_BASE_URL": written}, tmp_path) == (
        "GENESYS_CLOUD_BASE_URL: not an address of scheme, host and perhaps port alone;"
        f" allowed: {URLS}"
    )


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
def test_ports_that_do_not_exist(port: str, tmp_path: Path) -> None:
    url = f"https://api.mypurecloud.com:{port}"
    assert failure(FULL | {"GENESYS_CLOUD_BASE_URL": url}, tmp_path) == (
        f"GENESYS_CLOUD_BASE_URL: found port {port}; allowed: ports from 1 to 65535"
    )


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("https://api.mypurecloud.com", "an address"),
        ("us east", "blanks or characters outside ASCII"),
        ("us–east–1", "blanks or characters outside ASCII"),
    ],
)
def test_what_is_no_region(region: str, found: str, tmp_path: Path) -> None:
    environ = without("BASE_URL") | {"GENESYS_CLOUD_REGION": region}
    assert failure(environ, tmp_path).startswith(f"GENESYS_CLOUD_REGION: found {found}")


# --- nothing shows a secret ---


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(MARK)
    credentials = Credentials("the-id", secret, region="us-east-1")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        f"{secret!r}",
        "%s" % secret,  # noqa: UP031 - the old way must not show it either
        repr(credentials),
        repr(msgspec.structs.asdict(credentials)),
        str(ValueError(secret)),
        json.dumps([secret], default=str),
    ]
    assert not [text for text in shown if MARK in text]
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(protocol: int) -> None:
    for value in (Secret(MARK), Credentials("the-id", Secret(MARK))):
        with pytest.raises(TypeError) as caught:
            pickle.dumps(value, protocol)
        assert MARK not in str(caught.value)
    with pytest.raises(TypeError):
        Secret(MARK).__getstate__()


def test_a_secret_is_in_no_error_of_msgspec() -> None:
    credentials = Credentials("the-id", Secret(MARK))
    for act in (msgspec.json.encode, msgspec.msgpack.encode, msgspec.to_builtins):
        with pytest.raises(TypeError) as caught:
            act(credentials)
        assert MARK not in str(caught.value)


def test_a_secret_compares_and_copies() -> None:
    secret = Secret(MARK)
    assert secret == Secret(MARK)
    assert secret != Secret("other")
    assert secret != MARK
    assert len({secret, Secret(MARK)}) == 1
    assert copy.deepcopy(secret) == copy.copy(secret) == secret


# --- and the settings file holds none ---

SECRET_FILES = [
    ('client_secret = "{}"', "client_secret"),
    ('[poll]\ninterval = 7\n[genesys]\nclient_id = "{}"', "genesys.client_id"),
    ('[genesys.oauth]\nx = "{}"', "genesys.oauth"),
    ('[genesys.deep.down]\nClientSecret = "{}"', "genesys.deep.down.ClientSecret"),
    ('GENESYS_CLOUD_CLIENT_SECRET = "{}"', "GENESYS_CLOUD_CLIENT_SECRET"),
    ('[[queues]]\n[[queues]]\npassword = "{}"', "queues[2].password (2nd [[queues]] entry)"),
    ('[keys]\naccess-token = ["{}"]', "keys.access-token"),
    ('[columns]\nclient_secret = ["{}"]', "columns.client_secret"),
    ('[today]\nzone = "Nowhere"\ntoken = "{}"', "today.token"),
    ('[hours]\nmon = [{{ password = "{}" }}]', "hours.mon[1].password"),
    ('[wall]\ndistance = {{ client_id = "{}" }}', "wall.distance.client_id"),
    ('[looks]\noauth = "{}"', "looks.oauth"),
    ('[groups]\nseparator = [{{ api-key = "{}" }}]', "groups.separator[1].api-key"),
    ('x = [[1, {{ api_key = "{}" }}]]', "x[1][2].api_key"),
    ('credentials = {{ a = "{}" }}', "credentials"),
    ('"client_secret={}" = 1', "client_secret"),
    ('"client_secret" . "{}" = 1', "client_secret"),
]


@pytest.mark.parametrize(("toml", "key"), SECRET_FILES)
def test_a_secret_in_the_settings_is_refused_and_not_repeated(toml: str, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(toml.format(MARK), "q.toml")
    assert str(caught.value) == (
        f"q.toml: {key}: credentials do not belong in this file; set GENESYS_CLOUD_CLIENT_ID and"
        " GENESYS_CLOUD_CLIENT_SECRET in the environment or in .env, and take this key out"
    )
    assert MARK not in str(caught.value)


@pytest.mark.parametrize("key", ["base_url", "region", "host", "environment"])
def test_an_address_in_the_settings_is_refused(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(f'{key} = "{MARK}"', "q.toml")
    assert str(caught.value) == (
        f"q.toml: {key}: the address does not belong in this file; allowed:"
        " GENESYS_CLOUD_BASE_URL or GENESYS_CLOUD_REGION in the environment or in .env"
    )


@given(
    key=st.sampled_from(["client_secret", "clientSecret", "CLIENT-ID", "token", "my_password"]),
    path=st.lists(
        st.sampled_from(["poll", "limits", "genesys", "keys", "hours", "columns"]), max_size=3
    ),
    spoil=st.sampled_from(["", "\n[", "\nx = 5s", '\ny = "', "\nclient_secret ="]),
    quote=st.sampled_from(['"', "'", ""]),
)
def test_no_file_however_wrong_shows_its_secret(
    key: str, path: list[str], spoil: str, quote: str
) -> None:
    toml = ".".join([*path, key]) + f" = {quote}{MARK}{quote}{spoil}"
    with pytest.raises(SettingsError) as caught:
        parse_settings(toml, "q.toml")
    seen: BaseException | None = caught.value
    while seen is not None:  # the errors behind it are printed by some handlers
        assert MARK not in str(seen)
        assert MARK not in repr(vars(seen))
        seen = seen.__cause__ or seen.__context__
