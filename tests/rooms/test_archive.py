"""The file to leave with opens the session again; a damaged or foreign one is refused in one sentence."""

import io
import json
import pickle
import zipfile

import pandas as pd
import pytest

from experiments.seminar.rooms.archive import LARGEST, SessionRefusal, open_session, session_bytes
from tests.rooms.games import answer, command, game, join


@pytest.fixture(scope="module")
def session():
    room, _ = game(rounds=2)
    organisation, authority = join(room, "organisation"), join(room, "authority")
    command(room, "open")
    answer(room, organisation, stance=4.0)
    answer(room, authority, **{"policy.authority_role": 1.0})
    assert room.play_if_due()
    command(room, "next")
    assert room.play_if_due()
    return room.session(room.secret)


@pytest.fixture(scope="module")
def packed(session):
    return session_bytes(session, {"jobs.svg": b"<svg/>"})


def repacked(packed, **changes):
    """The same file with members replaced (None: left out) and the manifest's digests left as they were."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members |= changes.get("members", {})
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return written.getvalue()


def test_a_session_opens_again_and_is_lived_to_the_same_byte(session, tmp_path):
    path = tmp_path / "monday.ptce-session.zip"
    path.write_bytes(session_bytes(session, {"jobs.svg": b"<svg/>"}))
    again = open_session(path)
    assert (again.plan.hash, again.seed, again.months) == (session.plan.hash, session.seed, session.months)
    assert again.choices == session.choices
    assert again.replayed().state_hash == session.state_hash
    pd.testing.assert_frame_equal(again.outcomes, session.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(again.decisions, session.decisions, check_dtype=False)


def test_the_same_session_makes_the_same_file(session, packed):
    assert session_bytes(session, {"jobs.svg": b"<svg/>"}) == packed


def test_the_file_tells_its_versions_and_holds_plain_tables(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        decisions = pd.read_csv(io.BytesIO(archive.read("decisions.csv")))
    assert {"ptce", "python", "numpy", "numba", "platform"} == set(manifest["versions"])
    assert {"player", "model"} == set(decisions["by"])


class Malice:
    def __reduce__(self):
        return (pytest.fail, ("something was unpickled",))


BAD = {
    "not a zip": (lambda packed: b"hello", "no session"),
    "empty": (lambda packed: b"", "no session"),
    "cut short": (lambda packed: packed[: len(packed) // 2], "no session"),
    "a pickle": (lambda packed: pickle.dumps(Malice()), "no session"),
    "one byte changed": (lambda packed: packed[:300] + bytes([packed[300] ^ 255]) + packed[301:], "no session|damaged"),
    "another zip": (lambda packed: repacked(packed, members={"manifest.json": None}), "missing"),
    "a path upwards": (lambda packed: repacked(packed, members={"../evil.py": b"x"}), "holds no"),
    "a figure elsewhere": (lambda packed: repacked(packed, members={"figures/../../a.svg": b"x"}), "holds no"),
    "a backslash": (lambda packed: repacked(packed, members={"figures/..\\a.svg": b"x"}), "holds no"),
    "an absolute path": (lambda packed: repacked(packed, members={"/etc/passwd": b"x"}), "holds no"),
    "choices changed": (lambda packed: repacked(packed, members={"choices.csv": b"month\n1\n"}), "damaged"),
    "a pickle as table": (
        lambda packed: repacked(packed, members={"outcomes.parquet": pickle.dumps(Malice())}),
        "damaged",
    ),
    "a manifest of nothing": (lambda packed: repacked(packed, members={"manifest.json": b"{}"}), "manifest"),
    "deep manifest": (lambda packed: repacked(packed, members={"manifest.json": b"[" * 100_000}), "manifest"),
    "large before it is unpacked": (lambda packed: packed + b"0" * LARGEST, "larger"),
    "far too large": (lambda packed: repacked(packed, members={"figures/a.svg": b"0" * (LARGEST + 1)}), "larger"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_damaged_or_foreign_file_is_refused_in_one_sentence(packed, bad):
    spoil, reason = BAD[bad]
    with pytest.raises(SessionRefusal, match=reason) as refused:
        open_session(spoil(packed))
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def resealed(packed, **members):
    """The same file with members replaced and the manifest's digests made to fit."""
    import hashlib

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    for name, content in members.items():
        manifest["members"][name] = hashlib.sha256(content).hexdigest()
    return repacked(packed, members={**members, "manifest.json": json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("choices.csv", b"month,kind,uid,decision,value\n1,organisation,1,stanse,0\n", "did you mean 'stance'"),
        ("choices.csv", b"month,kind,uid,decision,value\nx,organisation,1,stance,0\n", "whole number"),
        ("choices.csv", b"month,kind\n1,organisation\n", "is missing"),
        ("plan.toml", b"scenario = [", "not valid TOML"),
        ("plan.toml", b"", "session"),
        ("outcomes.parquet", pickle.dumps(Malice()), "cannot be read"),
        ("decisions.csv", b"a,b\n1,2\n", "another version"),
    ],
)
def test_a_table_that_says_nonsense_is_refused_though_it_is_whole(packed, name, content, reason):
    with pytest.raises(SessionRefusal, match=reason):
        open_session(resealed(packed, **{name: content}))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SessionRefusal, match="cannot be read"):
        open_session(tmp_path / "nothing.zip")
