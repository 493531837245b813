"""E-mail: through a mail server, or into a folder to look at."""

import os
import re
import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from io import BufferedReader
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from urllib.request import url2pathname

from backend.errors import EncoreError
from backend.orders.notices import Mailer, MailRefused, MailUnavailable

STEP_SECONDS = 10.0
TOTAL_SECONDS = 30.0
LONGEST_REPLIES = 64 * 1024
"""Bytes, of all that a server says before the line is encrypted, and again after it."""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,190}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class WrongMailUrl(EncoreError):
    """The mail setting cannot be used. Its text never repeats the value, which may hold a password."""


def mailer_from(url: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Mailer | None:
    """None if the URL is empty: e-mail goes nowhere.

    Raises:
        WrongMailUrl: one clear sentence, without the password.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WrongMailUrl("ENCORE_MAIL is no URL; its port has to be a number from 1 to 65535.") from None
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost") or not parts.path.strip("/"):
            raise WrongMailUrl("ENCORE_MAIL names no folder; write file:///folder with three slashes.")
        sender = _sender(parts) if parts.query else "shop@localhost"
        return FileMailer(Path(url2pathname(parts.path)), sender=sender, clock=clock)
    if parts.scheme not in ("smtp", "smtps"):
        raise WrongMailUrl("ENCORE_MAIL starts neither with smtp:// nor with smtps:// nor with file:///.")
    if not parts.hostname or port == 0 or parts.path not in ("", "/") or parts.fragment:
        # A password with a slash, a question mark or a hash ends up here, too.
        raise WrongMailUrl(
            "ENCORE_MAIL names no mail server; write smtp://user:password@host:587?from=shop@example.com, "
            "with %2F, %3F, %23 and %40 for /, ?, # and @ in the password."
        )
    encrypted = parts.scheme == "smtps"
    return SmtpMailer(
        parts.hostname,
        port or (465 if encrypted else 587),
        sender=_sender(parts),
        login=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
        encrypted=encrypted,
        clock=clock,
    )


def _sender(parts: SplitResult) -> str:
    found = parse_qs(parts.query).get("from", [])
    sender = _address(found[0]) if len(found) == 1 else None
    if sender is None:
        raise WrongMailUrl("ENCORE_MAIL names no sender; end it with ?from= and one address, such as shop@example.com.")
    return sender


class SmtpMailer:
    """Encrypted always, except to this very machine if its server cannot.

    Args:
        login: User and password.
        encrypted: From the first byte; else by STARTTLS.
        roots: Trusted certificate authorities, a PEM file; the system's if None.
        step_seconds: For each question to the server.
        total_seconds: For the whole message.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        sender: str,
        login: tuple[str, str] | None = None,
        encrypted: bool = False,
        roots: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        step_seconds: float = STEP_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._login = login
        self._encrypted = encrypted
        self._roots = roots
        self._clock = clock
        self._step_seconds = step_seconds
        self._total_seconds = total_seconds

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        message = _message(self._sender, to, subject, text, message_id, self._clock())
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailUnavailable(_reason(error)) from None
        try:
            self._hand_over(server, message)
        finally:
            server.close()

    def _connect(self) -> "_Server":
        # Looking up this machine's own name may take longer than all the rest.
        name, step, total = self._sender.rpartition("@")[2], self._step_seconds, self._total_seconds
        if self._encrypted:
            context = self._context()
            return _TlsServer(self._host, self._port, name, timeout=step, context=context, total_seconds=total)
        return _Server(self._host, self._port, name, timeout=step, total_seconds=total)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._roots)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            if not self._encrypted and (server.has_extn("starttls") or self._host not in _LOOPBACK):
                server.starttls(context=self._context())
                server.ehlo()
            if self._login:
                server.login(*self._login)
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal("recipient", min(code for code, _ in refused.recipients.values())) from None
        except smtplib.SMTPDataError as refused:
            raise _refusal("message", refused.smtp_code) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # Whatever is wrong between us and our own server can be put right, and then the message goes out.
            raise MailUnavailable(_reason(error)) from None
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            pass  # the message is theirs already; sending it again would make two of it


class _Server(smtplib.SMTP):
    """Hung up on after so many seconds or bytes, whatever it does: one that sends a byte now and then never runs into
    the time-out of a single step."""

    def __init__(self, *args: Any, total_seconds: float, **kwargs: Any) -> None:
        self._over = Event()
        Thread(target=self._watch, args=[total_seconds], name="mail", daemon=True).start()
        try:
            super().__init__(*args, **kwargs)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._over.set()
        super().close()

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock.makefile("rb"))
        return super().getreply()

    def _watch(self, seconds: float) -> None:
        # Again and again: while the encryption begins, there is no socket to hang up.
        while not self._over.wait(seconds):
            seconds = 0.5
            try:
                if self.sock is not None:
                    self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster


class _TlsServer(_Server, smtplib.SMTP_SSL):
    pass


class _Replies:
    """What a server says, up to a limit: one answer may have any number of lines."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._left = LONGEST_REPLIES

    def readline(self, size: int) -> bytes:
        line = self._file.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("too long")
        return line

    def close(self) -> None:
        self._file.close()


class FileMailer:
    """One .eml file per message, named by its id, for this user's eyes only."""

    def __init__(
        self,
        folder: Path,
        *,
        sender: str = "shop@localhost",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        message = _message(self._sender, to, subject, text, message_id, self._clock())
        target = self._folder / f"{message_id}.eml"
        draft = self._folder / f".{message_id}.{os.getpid()}.{id(message)}.draft"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(file, "wb") as out:
                    out.write(message.as_bytes())
                    out.flush()
                    os.fsync(out.fileno())
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise MailUnavailable(_reason(error)) from None


def _message(sender: str, to: str, subject: str, text: str, message_id: str, now: datetime) -> EmailMessage:
    if not _MESSAGE_ID.fullmatch(message_id) or message_id.startswith("."):
        raise ValueError("a message's id has 1 to 100 letters, digits, dots, dashes or underscores")
    receiver = _address(to)
    if receiver is None:
        raise MailRefused("address")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = receiver
    message["Subject"] = " ".join(_printable(subject).split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    # Out-of-office programs do not answer this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_printable(text), cte="quoted-printable")
    return message


def _address(text: str) -> str | None:
    """One plain address, its domain in ASCII; None if it is not one."""
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if dots or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{local}@{domain}"


def _printable(text: str) -> str:
    lines = text.replace("\r\n", "\n")
    return "".join(c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") else " " for c in lines)


def _refusal(what: str, code: int) -> MailRefused | MailUnavailable:
    """4xx means: not now. 5xx means: never."""
    return MailUnavailable(f"{what} {code}") if code < 500 else MailRefused(f"{what} {code}")


def _reason(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"login {error.smtp_code}"
        case smtplib.SMTPResponseException():
            return f"server {error.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            return "server offers no encryption or login"
        case ssl.SSLCertVerificationError():
            return "certificate"
        case ssl.SSLError():
            return "encryption"
        case TimeoutError():
            return "timeout"
        case smtplib.SMTPException():
            return "connection"
        case OSError():
            return f"connection {error.errno}" if error.errno else "connection"
    return "connection"
