"""What a worker had in its hand when it died is known on its machine, and never guessed."""

import os
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from oscar_clienti.models import Job, MailingDelivery
from oscar_clienti.services import jobs, mailings
from oscar_clienti.services.mailings.claims import Claim
from oscar_clienti.services.mailings.journal import Journal, unsent
from tests.conftest import customer_of

from .conftest import send, states
from .test_sending import Killed, go_on_after_a_kill, recipients

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not os.path.exists("/proc/sys/kernel/random/boot_id"), reason="Linux tells since when it runs"),
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = str(tmp_path / "private")
    return tmp_path / "private" / "mailings"


@pytest.fixture
def claims(draft, bob):
    """A claim on Bob's letter in the journal of a worker."""

    def make(journal):
        return Claim(MailingDelivery(mailing=draft, customer=customer_of(bob), address=bob.email), None, journal)

    return make


@pytest.fixture
def dead(claims, monkeypatch):
    """A worker that was killed after it had claimed Bob's letter, and before it let it go."""

    def die(journal):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "leaving", die)
        with pytest.raises(Killed), Journal() as journal:
            claims(journal).take()
    return MailingDelivery.objects.get()


def go_on(draft, alice):
    job = mailings.start(draft, by=alice)
    jobs.work(job.pk)
    return Job.objects.get(pk=job.pk)


def test_what_a_dead_worker_had_not_let_go_is_sent(draft, alice, dead):
    go_on(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert states(draft)["Bob"] == "sent"


def test_what_it_had_let_go_is_not(draft, alice, claims):
    with pytest.raises(Killed), Journal() as journal:
        claims(journal).take()
        raise Killed
    go_on(draft, alice)
    assert recipients() == ["carol@example.com"]


def test_while_the_worker_lives_its_letter_is_its_own(claims, draft, alice, monkeypatch):
    monkeypatch.setattr(Journal, "leaving", lambda journal: None)
    with Journal() as journal:
        claims(journal).take()
        go_on(draft, alice)
    assert recipients() == ["carol@example.com"]


def test_another_machine_knows_nothing_of_it(draft, alice, dead, folder):
    (path,) = folder.iterdir()
    path.rename(folder / f"{'0' * 36}{path.name[36:]}")
    go_on(draft, alice)
    assert recipients() == ["carol@example.com"]
    assert states(draft)["Bob"] == "claimed"


def test_a_row_that_was_taken_again_since_is_not_given_back(draft, alice, dead):
    MailingDelivery.objects.update(at=timezone.now() + timedelta(seconds=1))
    go_on(draft, alice)
    assert recipients() == ["carol@example.com"]


def test_a_row_that_was_marked_is_not_given_back(draft, alice, dead):
    MailingDelivery.objects.update(state="sent")
    go_on(draft, alice)
    assert recipients() == ["carol@example.com"]


def test_another_part_leaves_it_to_the_part_that_bob_is_in(draft, alice, dead, bob, folder):
    other = mailings.begin(chosen=[bob.pk], by=alice)
    send(mailings.write(other, kind="service", texts={"en": {"subject": "Other", "body": "Text"}}, by=alice), alice)
    assert [one.customer for one in unsent()] == [bob.pk]
    assert states(draft)["Bob"] == "claimed"


def test_of_the_second_try_it_knows_too(draft, alice, monkeypatch):
    send(draft, alice)
    mail.outbox.clear()
    draft.deliveries.filter(customer__first_name="Bob").update(state="failed", reason="refused")
    job = mailings.retry(draft, by=alice)
    leaving, died = Journal.leaving, []

    def once(journal):
        if not died:
            died.append(True)
            raise Killed
        leaving(journal)

    monkeypatch.setattr(Journal, "leaving", once)
    with pytest.raises(Killed):
        jobs.work(job.pk)
    go_on_after_a_kill(job)
    assert recipients() == ["bob@example.com"]
    assert states(draft)["Bob"] == "sent"


def test_a_worker_that_came_to_its_end_leaves_no_file(draft, alice, folder):
    send(draft, alice)
    assert list(folder.iterdir()) == []


def test_what_was_told_is_thrown_away(draft, alice, dead, folder):
    go_on(draft, alice)
    assert list(folder.iterdir()) == []


def test_a_file_of_last_week_is_thrown_away(folder, dead):
    (path,) = folder.iterdir()
    week_ago = time.time() - 8 * 24 * 60 * 60
    os.utime(path, (week_ago, week_ago))
    assert list(unsent()) == []
    assert not path.exists()


def test_of_what_else_lies_there_nothing_is(folder, dead):
    """Somebody's notes, however old."""
    notes = folder / "notes.txt"
    notes.write_text("Ours")
    week_ago = time.time() - 8 * 24 * 60 * 60
    os.utime(notes, (week_ago, week_ago))
    assert len(list(unsent())) == 1
    assert notes.exists()


def test_a_link_in_its_place_is_not_followed(draft, alice, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    left = tmp_path / "elsewhere" / f"{'0' * 36}-{'0' * 32}"
    left.write_text("Ours")
    os.utime(left, (0, 0))
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert os.listdir(tmp_path / "elsewhere") == [left.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="Only the machine's administrator can give a folder away")
def test_in_a_folder_of_somebody_else_nothing_is_read_or_written(draft, alice, bob, dead, folder):
    os.chown(folder, 65534, 65534)
    (path,) = folder.iterdir()
    go_on(draft, alice)
    assert recipients() == ["carol@example.com"]
    assert list(folder.iterdir()) == [path]


def test_it_holds_no_address_and_nobody_else_may_read_it(dead, folder, bob):
    (path,) = folder.iterdir()
    assert bob.email not in path.read_text()
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_without_a_folder_it_is_sent_all_the_same(draft, alice, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = str(tmp_path / "file")
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]


def test_what_is_no_journal_stops_nobody(draft, alice, folder):
    """Another shop's, or somebody's who cleaned up: a folder of last week, and half a record."""
    (path,) = _left_by_a_dead_worker(folder, b"c 1 2 yesterday")
    (folder / "old").mkdir()
    week_ago = time.time() - 8 * 24 * 60 * 60
    os.utime(folder / "old", (week_ago, week_ago))
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert path.exists()


def _left_by_a_dead_worker(folder, record):
    with pytest.raises(Killed), Journal():
        raise Killed
    (path,) = folder.iterdir()
    path.write_bytes(record)
    return [path]


def test_of_two_who_read_it_none_takes_the_other_for_its_writer(dead, folder, bob):
    import fcntl

    (path,) = folder.iterdir()
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert [one.customer for one in unsent()] == [bob.pk]


def test_on_a_full_disk_it_is_sent_all_the_same(draft, alice, folder, monkeypatch):
    def full(file, some, at):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert list(folder.iterdir()) == []


def test_a_disk_that_fills_up_leaves_no_journal_that_is_wrong(draft, alice, folder, monkeypatch):
    """Nobody may take for unsent what leaves now."""
    pwrite, calls = os.pwrite, []

    def fills_up(file, some, at):
        calls.append(some)
        if some == b"l":
            raise OSError(28, "No space left on device")
        return pwrite(file, some, at)

    monkeypatch.setattr(os, "pwrite", fills_up)
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert b"l" in calls and list(folder.iterdir()) == []


def test_a_worker_that_was_thought_dead_and_dies_later_leaves_nobody_out(draft, alice, claims, monkeypatch):
    """It hung in the database while another did its part."""
    from oscar_clienti.services.mailings import delivering

    late, leaving = Journal(), Journal.leaving
    late.__enter__()
    monkeypatch.setattr(Journal, "leaving", lambda journal: None if journal is late else leaving(journal))
    claims(late).take()
    deliver_all, rounds = delivering._deliver_all, []

    def dies_meanwhile(*args):
        deliver_all(*args)
        if not rounds:
            late.__exit__(Killed, None, None)
        rounds.append(recipients())

    monkeypatch.setattr(delivering, "_deliver_all", dies_meanwhile)
    go_on(draft, alice)
    assert rounds == [["carol@example.com"], ["bob@example.com", "carol@example.com"]]


def test_what_cannot_be_written_down_does_not_leave(draft, alice, monkeypatch):
    def full(journal):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "leaving", full)
    send(draft, alice)
    assert not mail.outbox
    assert states(draft)["Bob"] == ("claimed", "cut_off")
