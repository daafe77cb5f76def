"""Findings as lines, as a document, and as a report in which nobody can be recognised."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.findings import Finding, Kind, Part, failed, note, ok, say, skipped
from queuetui.view.findings import ASCII, UNICODE, document, lines, report, summary
from queuetui.view.formats import cells, clean

SALT = b"salt"
QUEUE = Part("Marked Queue", "queue")
HOST = Part("api.marked.example", "host")
ID = "0a1b2c3d-1111-4222-8333-444455556666"


def one_report(*findings: Finding, extra: tuple[Part, ...] = (), salt: bytes = SALT) -> str:
    return report(findings, salt, extra)


class TestLines:
    def test_a_line_a_step_with_its_sign(self) -> None:
        assert lines(ok("DNS", "found"), UNICODE) == ("✓ DNS               found",)
        assert lines(note("limits", "none"), UNICODE) == ("· limits            none",)
        assert lines(skipped("TLS", "plain http"), UNICODE) == (
            "– TLS               skipped: plain http",
        )

    def test_a_failure_says_what_to_do_below(self) -> None:
        finding = failed("TCP", HOST, " refuses", advice=(say("Check it."),), details=(say("x"),))
        assert lines(finding, UNICODE) == (
            "✗ TCP               api.marked.example refuses",
            "    x",
            "    → Check it.",
        )

    def test_ascii_where_nothing_else_can_be_written(self) -> None:
        finding = failed("token", "no", advice=(say("Admin › OAuth – now…"),))
        told = lines(finding, ASCII)
        assert told[0].startswith("[XX] token")
        assert all(line.isascii() for line in told)
        assert told[1].endswith("-> Admin > OAuth - now...")

    def test_what_could_disturb_a_terminal_is_left_out(self) -> None:
        told = lines(ok("organisation", Part("Evil\x1b[2J\u202eName\n", "organisation")), UNICODE)
        assert told == ("✓ organisation      Evil[2JName",)

    def test_long_lines_go_on_below_the_words_before(self) -> None:
        finding = failed(
            "queue names",
            "Genesys Cloud failed to answer GET /api/v2/routing/queues (503 unavailable).",
            details=(say("correlation id 12345678-1234-1234"),),
            advice=(say("Wait a few minutes, then run queuetui doctor."),),
        )
        assert lines(finding, UNICODE, 40) == (
            "✗ queue names       Genesys Cloud failed",
            "                    to answer GET",
            "                    /api/v2/routing/queues",  # no word is cut
            "                    (503 unavailable).",
            "    correlation id 12345678-1234-1234",
            "    → Wait a few minutes, then run",
            "      queuetui doctor.",
        )
        assert len(lines(finding, UNICODE)) == 4
        assert lines(finding, UNICODE, 10)[0].endswith("(503 unavailable).")

    def test_wide_signs_take_two_cells(self) -> None:
        told = lines(ok("organisation", Part("日本 " * 20, "organisation")), UNICODE, 60)
        assert [cells(line) for line in told] == [59, 59, 39]

    def test_blanks_inside_a_name_stay(self) -> None:
        assert lines(note("a", Part("x  y", "queue")), UNICODE)[0].endswith("x  y")

    def test_the_last_sentence(self) -> None:
        assert summary([ok("a"), note("b", "")]) == "All passed."
        left = [note("page size", "", unanswered=True), note("limits", "", unanswered=True)]
        assert summary([ok("a"), *left, left[1]]) == (
            "All that the board needs passed. Not told, and not needed: page size, limits."
        )
        assert summary([failed("a", ""), *left]) == "1 failed. Begin with: a."
        assert summary([ok("a"), failed("b", ""), skipped("c", ""), failed("d", "")]) == (
            "2 failed, 1 skipped. Begin with: b."
        )


def test_the_document_for_programs() -> None:
    findings = [ok("DNS", HOST), failed("queues", QUEUE, advice=(say("Do."),), cause="queues")]
    told = msgspec.json.decode(msgspec.json.encode(document(findings)))
    assert list(told) == ["schema", "ok", "findings"]
    assert (told["schema"], told["ok"]) == (1, False)
    assert told["findings"][1] == {
        "step": "queues",
        "state": "failed",
        "found": "Marked Queue",
        "details": [],
        "advice": ["Do."],
        "cause": "queues",
        "unanswered": False,
    }
    assert document([ok("a"), note("b", ""), skipped("c", "")]).ok


class TestReport:
    @pytest.mark.parametrize(
        "kind",
        ["organisation", "queue", "client", "host", "address", "path", "correlation", "user"],
    )
    def test_an_identifier_is_a_hash_of_its_kind(self, kind: Kind) -> None:
        told = one_report(ok("step", "before ", Part("Marked Thing", kind), " after"))
        assert "Marked" not in told
        assert re.search(rf"before {kind}-[0-9a-f]{{10}} after", told)

    def test_the_same_thing_has_the_same_hash_everywhere(self) -> None:
        sentence = Part("the queue marked queue is gone", "said")
        told = one_report(ok("a", QUEUE), failed("b", sentence), ok("c", Part("Other", "queue")))
        hashes = re.findall(r"queue-[0-9a-f]{10}", told)
        assert len(hashes) == 3
        assert hashes[0] == hashes[1] != hashes[2]
        assert one_report(ok("a", QUEUE)) == one_report(ok("a", QUEUE))
        assert one_report(ok("a", QUEUE)) != one_report(ok("a", QUEUE), salt=b"another")

    def test_identifiers_are_found_in_sentences_of_others(self) -> None:
        sentence = "API.marked.example:443 refuses; see /home/marked-user/x, asked by marked-user."
        extra = (
            Part("api.marked.example:443", "host"),
            Part("/home/marked-user", "path"),
            Part("marked-user", "user"),
        )
        told = one_report(failed("TCP", Part(sentence, "said")), ok("a", HOST), extra=extra)
        assert "marked" not in told.lower()
        assert "refuses; see path-" in told

    def test_a_word_inside_another_is_no_identifier(self) -> None:
        told = one_report(
            failed("a", Part("no port open", "said")), ok("b", Part("or", "queue")), ok("or", "or")
        )
        assert "no port open" in told
        assert "[ok] or                or" in told

    def test_a_sentence_that_may_quote_settings_is_left_out(self) -> None:
        told = one_report(failed("settings", Part('x.toml: found "Marked"', "quote")))
        assert "Marked" not in told
        assert "left out" in told

    def test_ids_mails_and_secrets_are_found_wherever_they_stand(self) -> None:
        told = one_report(
            ok("a", f"plain {ID.upper()} and marked@example.org and s3cr3t-marked"),
            extra=(Part("s3cr3t-marked", "secret"),),
        )
        assert "marked" not in told.lower()
        assert ID not in told.lower()
        assert "(secret)" in told

    def test_public_authorities_are_named_and_others_are_not(self) -> None:
        told = one_report(
            ok("TLS", Part("Amazon", "issuer")), ok("x", Part("Marked Corp", "issuer"))
        )
        assert "Amazon" in told
        assert "Marked" not in told

    @given(st.text(min_size=2), st.text("0 .,:;'()[]"), st.text("0 .,:;'()[]"))
    def test_no_name_gets_through_in_a_sentence(self, name: str, before: str, after: str) -> None:
        marked = f"Qx{name}xQ"
        sentence = f"{before}{marked.swapcase()}{after} and {marked} and {clean(marked)}"
        told = one_report(ok("a", Part(marked, "queue")), failed("b", Part(sentence, "said")))
        if marked.isascii():  # beyond it, upper and lower case are no mirror of each other
            assert "qX" not in told
        assert "Qx" not in told
        assert told.isascii()

    def test_a_secret_with_blanks_is_found_before_lines_are_broken(self) -> None:
        secret = Part("marked one marked two", "secret")
        for filling in range(60):
            sentence = Part("x" * filling + f" {secret.text}", "plain")
            assert "marked" not in one_report(failed("a", sentence), extra=(secret,))
