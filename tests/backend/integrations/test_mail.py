"""E-mail, handed to a real server on this machine, and put into a real folder."""

import socketserver
import ssl
import stat
import threading
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from itertools import chain, repeat
from pathlib import Path
from time import monotonic
from typing import Protocol

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.integrations.mail import FileMailer, SmtpMailer, WrongMailUrl, mailer_from
from backend.orders.notices import Mailer, MailRefused, MailUnavailable
from tests.odd_server import odd_server

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SENDER = "shop@example.com"


class MailServer(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs, and the ways it can go wrong."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, starttls: ssl.SSLContext | None = None, encrypted: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.starttls = starttls
        self.encrypted = encrypted
        self.answers: dict[str, str] = {}
        """What to say instead, by the first word of what the client says."""
        self.silent_at = ""
        self.login = b""
        self.mails: list[bytes] = []
        self.was_encrypted: list[bool] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what some tests are about."""


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.encrypted:
            self._encrypt(self.server.encrypted)
        self._say("220 mail.test")
        while line := self.rfile.readline():
            word, _, rest = line.decode("ascii").strip().partition(" ")
            word = word.upper()
            if word == self.server.silent_at:
                self.server.over.wait(10)
                return
            if word in self.server.answers:
                self._say(self.server.answers[word])
            elif word == "EHLO":
                offers = ["mail.test", "AUTH PLAIN"] + (["STARTTLS"] if self.server.starttls else [])
                for offer in offers[:-1]:
                    self._say(f"250-{offer}")
                self._say(f"250 {offers[-1]}")
            elif word == "STARTTLS" and self.server.starttls:
                self._say("220 go on")
                self._encrypt(self.server.starttls)
            elif word == "AUTH":
                self.server.login = b64decode(rest.removeprefix("PLAIN "))
                self._say("235 welcome")
            elif word == "DATA":
                self._read_mail()
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _read_mail(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if refusal := self.server.answers.get("."):
            self._say(refusal)
            return
        self.server.mails.append(b"".join(lines))
        self.server.was_encrypted.append(isinstance(self.request, ssl.SSLSocket))
        self._say("250 taken")

    def _encrypt(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", 0)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii") + b"\r\n")


def serving(server: MailServer) -> Iterator[MailServer]:
    with server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()


@pytest.fixture
def server() -> Iterator[MailServer]:
    yield from serving(MailServer())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "mail.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class Post(Protocol):
    mailer: Mailer

    def mails(self) -> list[bytes]: ...


class SmtpPost:
    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.mailer: Mailer = SmtpMailer("127.0.0.1", server.port, sender=SENDER, clock=lambda: NOON)

    def mails(self) -> list[bytes]:
        return self.server.mails


class FilePost:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mailer: Mailer = FileMailer(folder, sender=SENDER, clock=lambda: NOON)

    def mails(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.folder.iterdir())] if self.folder.exists() else []


@pytest.fixture(params=["smtp", "file"])
def post(request: pytest.FixtureRequest, server: MailServer, tmp_path: Path) -> Post:
    return SmtpPost(server) if request.param == "smtp" else FilePost(tmp_path / "not" / "there yet")


def send(mailer: Mailer, **changes: str) -> None:
    mailer.send(**({"to": "ada@example.org", "subject": "Your order", "text": "Hello.", "message_id": "m1"} | changes))


def only(post: Post) -> EmailMessage:
    (mail,) = post.mails()
    return message_from_bytes(mail, policy=default)


def test_a_message_arrives_as_it_was_written(post: Post) -> None:
    text = "Guten Tag, Zoë!\n\n.a line with a dot\n두유 2개, €4.00 — danke.\n" + "long " * 300 + "\n"

    send(post.mailer, subject="Ihre Bestellung über 두유", text=text, message_id="order-placed.42")

    mail = only(post)
    assert mail.get_content().replace("\r\n", "\n") == text
    assert dict(mail.items()) == {
        "From": SENDER,
        "To": "ada@example.org",
        "Subject": "Ihre Bestellung über 두유",
        "Date": "Tue, 10 Mar 2026 12:00:00 +0000",
        "Message-ID": "<order-placed.42@example.com>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }


def test_a_subject_cannot_add_headers_or_receivers(post: Post) -> None:
    send(post.mailer, subject="Hello\r\nBcc: eve@example.net\r\n\r\nand a body\x00")

    mail = only(post)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: eve@example.net and a body"


def test_a_text_ends_nowhere_but_at_its_end(post: Post) -> None:
    send(post.mailer, text="one\r\n.\r\nMAIL FROM:<eve@example.net>\ntwo\x1b[31m\n")

    assert only(post).get_content().replace("\r\n", "\n") == "one\n.\nMAIL FROM:<eve@example.net>\ntwo [31m\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example.org, eve@example.net",
        "ada@example.org\r\nBcc: eve@example.net",
        "Ada <ada@example.org>",
        '"a b"@example.org',
        "ada@exa mple.org",
        "ada@-example.org",
        ".ada@example.org",
        "a..da@example.org",
        "ada@" + "x" * 300 + ".org",
        "zoë@example.org",
    ],
)
def test_what_is_not_one_plain_address_is_refused_for_good(post: Post, address: str) -> None:
    with pytest.raises(MailRefused, match=r"^address$"):
        send(post.mailer, to=address)

    assert post.mails() == []


def test_a_domain_may_have_letters_of_its_language(post: Post) -> None:
    send(post.mailer, to="ada@bücher.example")

    assert only(post)["To"] == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize("message_id", ["", "../up", "a b", "a\nb", ".hidden", "x" * 101])
def test_an_id_that_could_be_a_path_or_a_header_is_a_mistake(post: Post, message_id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        send(post.mailer, message_id=message_id)


def test_files_are_for_our_own_eyes_and_a_second_try_replaces_the_first(tmp_path: Path) -> None:
    mailer = FileMailer(tmp_path / "mail", sender=SENDER, clock=lambda: NOON)

    send(mailer, message_id="m1")
    send(mailer, message_id="m1", text="Again.")

    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "m1.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert b"Again." in file.read_bytes()


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")

    with pytest.raises(MailUnavailable):
        send(FileMailer(tmp_path / "mail", sender=SENDER, clock=lambda: NOON))


@pytest.mark.parametrize(
    ("word", "answer", "error", "reason"),
    [
        ("RCPT", "550 no such user ada@example.org", MailRefused, "recipient 550"),
        ("RCPT", "450 busy", MailUnavailable, "recipient 450"),
        (".", "554 looks like spam", MailRefused, "message 554"),
        (".", "451 later", MailUnavailable, "message 451"),
        ("MAIL", "530 who are you", MailUnavailable, "server 530"),
        ("AUTH", "535 wrong password", MailUnavailable, "login 535"),
        ("EHLO", "421 closing", MailUnavailable, "server 502"),
    ],
)
def test_only_what_the_server_says_of_the_receiver_or_the_message_is_final(
    server: MailServer, word: str, answer: str, error: type[Exception], reason: str
) -> None:
    server.answers = {word: answer, "HELO": "502 no"}
    mailer = SmtpMailer("127.0.0.1", server.port, sender=SENDER, login=("shop", "secret"), clock=lambda: NOON)

    with pytest.raises(error) as refused:
        send(mailer)

    assert str(refused.value) == reason
    assert server.mails == []


def test_a_server_that_fails_after_it_took_the_message_has_taken_it(server: MailServer) -> None:
    server.answers = {"QUIT": "500 what"}

    send(SmtpMailer("127.0.0.1", server.port, sender=SENDER, clock=lambda: NOON))

    assert len(server.mails) == 1


@pytest.mark.parametrize(("step", "total"), [(0.1, 30.0), (10.0, 0.1)])
def test_a_silent_server_is_left(server: MailServer, step: float, total: float) -> None:
    server.silent_at = "MAIL"

    with pytest.raises(MailUnavailable):
        send(SmtpMailer("127.0.0.1", server.port, sender=SENDER, step_seconds=step, total_seconds=total))


@pytest.mark.parametrize(
    "pieces",
    [
        repeat(b"2", 100),
        repeat(b"220-hello\r\n", 100),
        chain([b"220 hello\r\n"], repeat(b"250-more\r\n", 100)),
    ],
)
def test_a_server_that_says_a_little_now_and_then_is_left(pieces: Iterable[bytes]) -> None:
    with odd_server(pieces, pause=0.02) as port:
        started = monotonic()
        with pytest.raises(MailUnavailable):
            send(SmtpMailer("127.0.0.1", port, sender=SENDER, total_seconds=0.2))

        assert monotonic() - started < 0.6


def test_a_server_that_talks_without_end_is_left() -> None:
    said = []

    def talk() -> Iterator[bytes]:
        for number in range(5_000):
            said.append(number)
            yield b"220-hello\r\n" * 1_000

    with odd_server(talk()) as port, pytest.raises(MailUnavailable):
        send(SmtpMailer("127.0.0.1", port, sender=SENDER, total_seconds=2))

    assert len(said) < 1_000


def test_no_server_is_tried_again() -> None:
    with MailServer() as gone:
        port = gone.port

    with pytest.raises(MailUnavailable, match="connection"):
        send(SmtpMailer("127.0.0.1", port, sender=SENDER, clock=lambda: NOON))


@pytest.mark.parametrize("encrypted", [True, False])
def test_the_line_is_encrypted_before_the_password_is_told(certificate: Path, encrypted: bool) -> None:
    context = server_context(certificate)
    server = MailServer(encrypted=context) if encrypted else MailServer(starttls=context)
    for _ in serving(server):
        mailer = SmtpMailer(
            "127.0.0.1",
            server.port,
            sender=SENDER,
            login=("shop", "sec/ret"),
            encrypted=encrypted,
            roots=certificate,
            clock=lambda: NOON,
        )
        send(mailer)

    assert server.login == b"\0shop\0sec/ret"
    assert server.was_encrypted == [True]


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_server_nobody_vouches_for_hears_neither_password_nor_message(certificate: Path, encrypted: bool) -> None:
    context = server_context(certificate)
    server = MailServer(encrypted=context) if encrypted else MailServer(starttls=context)
    for _ in serving(server):
        mailer = SmtpMailer("127.0.0.1", server.port, sender=SENDER, login=("a", "b"), encrypted=encrypted)
        with pytest.raises(MailUnavailable, match=r"^certificate$"):
            send(mailer)

    assert (server.login, server.mails) == (b"", [])


def test_a_server_elsewhere_that_cannot_encrypt_hears_no_password(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.integrations.mail._LOOPBACK", ())  # this machine plays the world outside
    mailer = SmtpMailer("127.0.0.1", server.port, sender=SENDER, login=("a", "b"))

    with pytest.raises(MailUnavailable, match="no encryption"):
        send(mailer)

    assert (server.login, server.mails) == (b"", [])


def test_the_setting_says_where_mail_goes(server: MailServer, tmp_path: Path) -> None:
    smtp = mailer_from(f"smtp://sh%40op:s%2Fcret@127.0.0.1:{server.port}?from=shop@example.com")
    file = mailer_from(f"file://{tmp_path}/my%20mail?from=other@example.com")
    assert smtp is not None and file is not None

    send(smtp)
    send(file)

    assert server.login == b"\0sh@op\0s/cret"
    assert message_from_bytes(server.mails[0])["From"] == "shop@example.com"
    assert message_from_bytes((tmp_path / "my mail" / "m1.eml").read_bytes())["From"] == "other@example.com"


def test_without_the_setting_there_is_no_mailer() -> None:
    assert mailer_from("") is None


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mailto:shop@example.com", "starts neither"),
        ("file://", "no folder"),
        ("file://server/share", "no folder"),
        ("smtp://user:hunter2@host:70000?from=shop@example.com", "port"),
        ("smtp://user:hunter2@host:x?from=shop@example.com", "port"),
        ("smtp://user:hunter2@?from=shop@example.com", "no mail server"),
        ("smtp://user:hunter2/y@host?from=shop@example.com", "port"),
        ("smtp://user:#hunter2@host?from=shop@example.com", "no mail server"),
        ("smtp://user:hunter2@host", "no sender"),
        ("smtp://user:hunter2@host?from=shop", "no sender"),
        ("smtp://user:hunter2@host?from=a@example.com&from=b@example.com", "no sender"),
        ("smtp://[user:hunter2@host?from=a@example.com", "no URL"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence_without_the_password(url: str, word: str) -> None:
    with pytest.raises(WrongMailUrl, match=word) as wrong:
        mailer_from(url)

    assert "hunter2" not in str(wrong.value)
