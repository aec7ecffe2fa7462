"""The outbox: one mail for each that was asked for, whatever fails or runs at the same time."""

import smtplib
import socket
import threading
import uuid
from datetime import timedelta
from email.header import decode_header, make_header
from io import StringIO

import pytest
from django.core import mail as sent_by_django
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from common import delivery, outbox, tasks
from common.checks import mails_can_leave
from common.clients import Client
from common.limits import Limit, TooMany
from common.models import Mail, MailState, MailTrouble
from common.outbox import Purpose
from tests.common.smtp import MailServer
from tests.factories import UserFactory

NEWS = Purpose("une nouvelle", Limit("news", 3, 3600))
CODE = Purpose("un code", Limit("codes", 3, 3600), useful_s=600, at_once=True)
TO = "camille@example.org"


@pytest.fixture(autouse=True)
def no_job_of_another_test(db):
    """A worker that another test ran may have left what it does each minute."""
    ProcrastinateJob.objects.all().delete()


def ask(purpose=NEWS, to=TO, subject="Bonjour", text="Un secret", **more) -> Mail:
    """A mail that was asked for."""
    key = more.setdefault("key", uuid.uuid4())
    outbox.send(purpose, to, subject, text, **more)
    return Mail.objects.get(pk=key)


def fails_with(monkeypatch, error: Exception) -> list:
    """Every attempt fails so; the attempts are noted."""
    tried = []

    def send(message, fail_silently=False):
        tried.append(message)
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    return tried


def now_due(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())


@pytest.mark.django_db
def test_a_mail_is_a_row_and_a_job_of_the_transaction_that_causes_it():
    with transaction.atomic():
        ask()
        assert Mail.objects.count() == ProcrastinateJob.objects.count() == 1
        transaction.set_rollback(True)
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
def test_what_is_sent_is_what_was_asked_and_is_not_kept():
    mail = ask(html="<p>Un secret</p>", reply_to="reponse@example.org")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("common.deliver", {"mail": str(mail.pk)})
    tasks.deliver(**job.args)
    (message,) = sent_by_django.outbox
    assert (message.to, message.subject, message.body) == ([TO], "Bonjour", "Un secret")
    assert message.reply_to == ["reponse@example.org"]
    assert message.alternatives[0].content == "<p>Un secret</p>"
    assert str(mail.pk) in message.message()["Message-ID"]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)
    assert [mail.recipient, mail.reply_to, mail.subject, mail.text, mail.html] == [""] * 5
    tasks.deliver(**job.args)
    assert len(sent_by_django.outbox) == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_to_keep_what_was_sent():
    mail = ask()
    with pytest.raises(IntegrityError):
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT)


@pytest.mark.django_db
def test_the_same_key_sends_one_mail_and_counts_once(settings):
    settings.LIMIT_FACTOR = 1
    key = uuid.uuid4()
    assert [outbox.send(NEWS, TO, "a", "b", key=key) for _ in range(5)] == [True] + [False] * 4
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db
def test_an_address_has_its_share_and_a_client_theirs(settings):
    settings.LIMIT_FACTOR = 1
    for _ in range(3):
        outbox.send(NEWS, TO, "a", "b")
    with pytest.raises(TooMany):
        outbox.send(NEWS, TO.upper(), "a", "b")
    client = Client("address 192.0.2.7")
    one = Limit("by client", 1, 3600)
    outbox.send(NEWS, "autre@example.org", "a", "b", counted=[(one, client)])
    with pytest.raises(TooMany):
        outbox.send(NEWS, "encore@example.org", "a", "b", counted=[(one, client)])
    assert Mail.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "personne"},
        {"to": "a@example.org, b@example.org"},
        {"to": "a@example.org\nBcc: b@example.org"},
        {"subject": "Bonjour\nBcc: b@example.org"},
        {"subject": "x" * 201},
        {"reply_to": "a@example.org\r\nBcc: b@example.org"},
    ],
)
def test_a_header_is_nobody_else_s_to_write(wrong):
    given = {"to": TO, "subject": "Bonjour", "text": "x"} | wrong
    with pytest.raises(ValueError, match=r"mail is sent|subject"):
        outbox.send(NEWS, **given)
    assert not Mail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (ConnectionRefusedError(), MailTrouble.SERVER_AWAY, None),
        (TimeoutError(), MailTrouble.SERVER_AWAY, None),
        (socket.gaierror(), MailTrouble.SERVER_AWAY, None),
        (smtplib.SMTPServerDisconnected("bye"), MailTrouble.SERVER_AWAY, None),
        (smtplib.SMTPConnectError(421, "busy"), MailTrouble.SERVER_AWAY, 421),
        (smtplib.SMTPAuthenticationError(535, "password hunter2"), MailTrouble.SIGN_IN, 535),
        (smtplib.SMTPSenderRefused(550, "no", "us@x"), MailTrouble.SENDER, 550),
        (smtplib.SMTPNotSupportedError("STARTTLS"), MailTrouble.ENCRYPTION, None),
        (smtplib.SMTPRecipientsRefused({TO: (450, b"later")}), MailTrouble.RECIPIENT, 450),
        (ZeroDivisionError(), MailTrouble.SITE, None),
    ],
)
def test_what_may_pass_is_tried_again_later_and_later_then_given_up(monkeypatch, caplog, error, kind, code):
    tried = fails_with(monkeypatch, error)
    mail = ask()
    waits = []
    for _ in range(20):
        before = timezone.now()
        delivery.deliver(mail.pk)
        mail.refresh_from_db()
        if mail.state == MailState.FAILED:
            break
        assert (mail.state, mail.trouble, mail.smtp_code) == (MailState.WAITING, kind, code)
        waits.append(mail.due_at - before)
        # Before its time, it is left alone.
        assert delivery.deliver(mail.pk) is None
        now_due(mail)
    assert len(tried) == mail.attempts == len(delivery.WAITS) + 1
    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=2)
    assert mail.text, "what was given up may be sent again"
    if kind is not MailTrouble.SITE:
        assert "hunter2" not in caplog.text
        assert TO not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPRecipientsRefused({TO: (550, b"nobody here")}), MailTrouble.RECIPIENT),
        (smtplib.SMTPDataError(554, b"spam"), MailTrouble.CONTENT),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(monkeypatch, error, kind):
    tried = fails_with(monkeypatch, error)
    mail = ask()
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble, len(tried)) == (MailState.FAILED, kind, 1)


@pytest.mark.django_db
def test_a_code_that_is_no_use_any_more_does_not_leave():
    mail = ask(CODE)
    Mail.objects.filter(pk=mail.pk).update(useful_until=timezone.now())
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble) == (MailState.FAILED, MailTrouble.TOO_LATE)
    assert sent_by_django.outbox == []


@pytest.mark.django_db
def test_what_waits_is_sent_with_the_rest_and_a_server_that_is_away_is_asked_once(monkeypatch):
    mails = [ask(to=f"{number}@example.org") for number in range(3)]
    with monkeypatch.context() as away:
        tried = fails_with(away, ConnectionRefusedError())
        tasks.deliver_due(timestamp=0)
        assert len(tried) == 1
    for mail in mails:
        now_due(mail)
    tasks.deliver_due(timestamp=0)
    assert len(sent_by_django.outbox) == 3


@pytest.mark.django_db
def test_one_that_cannot_be_made_does_not_hold_up_the_others(monkeypatch):
    first, second = ask(to="a@example.org"), ask(to="b@example.org")
    Mail.objects.filter(pk=first.pk).update(
        due_at=timezone.now() - timedelta(hours=1), subject="Deux\nlignes", recipient="a@example.org"
    )
    tasks.deliver_due(timestamp=0)
    assert [message.to for message in sent_by_django.outbox] == [[second.recipient]]
    first.refresh_from_db()
    assert first.trouble == MailTrouble.SITE


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_mail_send_it_once(monkeypatch):
    """The second comes while the first is in the middle of it: each has a connection of its own."""
    mail = ask()
    sending, may_go_on = threading.Event(), threading.Event()
    sent = []

    def send(message, fail_silently=False):
        sent.append(message)
        sending.set()
        assert may_go_on.wait(30)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)

    def work():
        try:
            delivery.deliver(mail.pk)
        finally:
            connection.close()

    first = threading.Thread(target=work)
    first.start()
    try:
        assert sending.wait(30)
        assert delivery.deliver(mail.pk) is None
        tasks.deliver_due(timestamp=0)
        assert len(sent) == 1
    finally:
        may_go_on.set()
        first.join()
    assert delivery.deliver(mail.pk) is None
    assert len(sent) == 1
    assert Mail.objects.get().state == MailState.SENT


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_same_at_once_get_one():
    key, ready, new = uuid.uuid4(), threading.Barrier(4), []

    def one():
        try:
            ready.wait()
            new.append(outbox.send(NEWS, TO, "a", "b", key=key))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False, False, False, True]
    assert Mail.objects.count() == ProcrastinateJob.objects.filter(args={"mail": str(key)}).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_lost_while_it_sends_leaves_the_mail_to_another(monkeypatch):
    mail = ask()

    class Killed(BaseException):
        pass

    with monkeypatch.context() as lost:
        fails_with(lost, Killed())
        with pytest.raises(Killed):
            delivery.deliver(mail.pk)
    tasks.deliver_due(timestamp=0)
    (message,) = sent_by_django.outbox
    assert str(mail.pk) in message.message()["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_an_urgent_one_leaves_once_its_transaction_is_there():
    with transaction.atomic():
        mail = ask(CODE)
        assert sent_by_django.outbox == []
    assert len(sent_by_django.outbox) == 1
    assert ProcrastinateJob.objects.get(args={"mail": str(mail.pk)}).priority > 0
    ask(NEWS)
    assert len(sent_by_django.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_an_urgent_one_waits_for_the_workers_where_requests_talk_with_the_server_already(monkeypatch):
    monkeypatch.setattr(delivery, "_AT_ONCE", 0)
    mail = ask(CODE)
    assert sent_by_django.outbox == []
    delivery.deliver(mail.pk)
    assert len(sent_by_django.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_asked_is_not_told_of_a_server_that_is_away(monkeypatch):
    fails_with(monkeypatch, ConnectionRefusedError())
    assert ask(CODE).state == MailState.WAITING


@pytest.mark.django_db
def test_what_is_settled_is_forgotten_in_time():
    long_ago = timezone.now() - timedelta(days=90)
    waiting, sent, failed, just_failed = (ask(to=f"{n}@example.org") for n in range(4))
    delivery.deliver(sent.pk)
    Mail.objects.filter(pk__in=[failed.pk, just_failed.pk]).update(
        state=MailState.FAILED, settled_at=timezone.now()
    )
    Mail.objects.exclude(pk=just_failed.pk).update(created_at=long_ago)
    Mail.objects.filter(pk__in=[sent.pk, failed.pk]).update(settled_at=long_ago)
    tasks.purge(timestamp=0)
    assert set(Mail.objects.values_list("pk", flat=True)) == {waiting.pk, just_failed.pk}


@pytest.mark.django_db
def test_without_a_mail_server_nothing_is_promised(settings):
    settings.EMAIL_BACKEND = outbox.SMTP
    settings.EMAIL_HOST = ""
    assert not outbox.is_configured()
    with pytest.raises(outbox.NoMailServer):
        outbox.send(NEWS, TO, "a", "b")
    assert [one.id for one in mails_can_leave(None)] == ["common.W001"]
    settings.EMAIL_HOST = "mail.example.org"
    settings.DEFAULT_FROM_EMAIL = "webmaster@localhost"
    assert [one.id for one in mails_can_leave(None)] == ["common.W002"]
    settings.DEFAULT_FROM_EMAIL = "Repères <site@example.org>"
    assert mails_can_leave(None) == []


def test_the_deployment_check_says_it(settings):
    settings.EMAIL_BACKEND = outbox.SMTP
    settings.EMAIL_HOST = ""
    told = StringIO()
    call_command("check", deploy=True, tags=["security"], stdout=told, stderr=told)
    assert "Aucun serveur de messagerie" in told.getvalue()


@pytest.mark.django_db
def test_staff_see_what_did_not_leave_and_send_it_again(client, monkeypatch):
    client.force_login(UserFactory(is_staff=True))
    with monkeypatch.context() as refused:
        fails_with(refused, smtplib.SMTPRecipientsRefused({TO: (550, b"nobody here")}))
        failed = ask(text="Un secret de visiteur")
        delivery.deliver(failed.pk)
    late = ask(CODE, to="autre@example.org")
    Mail.objects.filter(pk=late.pk).update(
        state=MailState.FAILED, useful_until=timezone.now(), settled_at=timezone.now()
    )
    page = client.get("/admin/common/mail/").content.decode()
    assert "le serveur de messagerie refuse l’adresse du destinataire (550)" in page
    for path in ("/admin/common/mail/", f"/admin/common/mail/{failed.pk}/change/"):
        assert "Un secret" not in client.get(path).content.decode()
    chosen = {"action": "send_again", "_selected_action": [str(failed.pk), str(late.pk)]}
    answer = client.post("/admin/common/mail/", chosen, follow=True)
    assert "1 courriel va repartir." in answer.content.decode()
    assert "restent comme ils sont" in answer.content.decode()
    tasks.deliver(mail=str(failed.pk))
    failed.refresh_from_db()
    assert failed.state == MailState.SENT


@pytest.mark.django_db
def test_nobody_else_reads_the_outbox_and_nobody_writes_in_it(client):
    mail = ask()
    client.force_login(UserFactory(is_professional=True))
    assert client.get("/admin/common/mail/").status_code == 302
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    path = f"/admin/common/mail/{mail.pk}"
    assert client.get("/admin/common/mail/add/").status_code == 403
    assert client.post(f"{path}/change/", {"recipient": "x@example.org"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403


@pytest.fixture
def server(settings):
    """A mail server that the site is set to use."""
    one = MailServer()
    settings.EMAIL_BACKEND = outbox.SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", one.port, False
    settings.DEFAULT_FROM_EMAIL = "Repères <site@example.org>"
    yield one
    one.shutdown()
    one.server_close()


@pytest.mark.django_db
def test_a_real_server_is_given_the_mail_under_its_own_name(server):
    mail = ask(subject="Été : une question", text="Où ?\n.\nÀ Melun.", reply_to="reponse@example.org")
    assert delivery.deliver(mail.pk) is None
    (message,) = server.received
    assert message["Message-ID"] == f"<{mail.pk}@example.org>"
    assert message["Reply-To"] == "reponse@example.org"
    assert str(make_header(decode_header(message["Subject"]))) == "Été : une question"
    text = message.get_payload(decode=True).decode()
    assert "À Melun." in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("says", "kind", "code", "state"),
    [
        ({"RCPT": "550 nobody here"}, MailTrouble.RECIPIENT, 550, MailState.FAILED),
        ({"RCPT": "451 greylisted"}, MailTrouble.RECIPIENT, 451, MailState.WAITING),
        ({"MAIL": "550 not you"}, MailTrouble.SENDER, 550, MailState.WAITING),
        ({"END": "554 spam"}, MailTrouble.CONTENT, 554, MailState.FAILED),
        ({"END": "452 full"}, MailTrouble.CONTENT, 452, MailState.WAITING),
        ({"EHLO": "", "HELO": ""}, MailTrouble.SERVER_AWAY, None, MailState.WAITING),
        ({"END": ""}, MailTrouble.SERVER_AWAY, None, MailState.WAITING),
    ],
)
def test_what_a_real_server_says_decides_whether_it_is_asked_again(server, says, kind, code, state):
    mail = ask()
    server.says = says
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble, mail.smtp_code) == (state, kind, code)


@pytest.mark.django_db
def test_encryption_that_a_server_does_not_offer_is_not_done_without(server, settings):
    settings.EMAIL_USE_TLS = True
    mail = ask()
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble) == (MailState.WAITING, MailTrouble.ENCRYPTION)
    assert server.received == []


@pytest.mark.django_db
def test_nobody_at_the_door_is_a_server_that_is_away(server):
    mail = ask()
    server.shutdown()
    server.server_close()
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble) == (MailState.WAITING, MailTrouble.SERVER_AWAY)
