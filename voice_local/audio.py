"""Sound in and out: microphone, speaker and WAV files are all chunks of samples."""

import contextlib
import queue
import struct
import threading
import time
import wave
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from backend.errors import EncoreError
from voice_local.quiet import quiet

RATE = 16_000
"""Samples per second that recognisers and voice activity detectors work with."""

FRAME = 512
"""Samples per chunk of a source: 32 ms."""


class AudioError(EncoreError):
    """Sound that cannot be read, recorded or played."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    pcm: bytes
    """Signed 16-bit samples, mono, little endian."""
    rate: int
    """Samples per second."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


class AudioSource(AbstractContextManager["AudioSource"], Iterable[AudioChunk], Protocol):
    """Chunks of FRAME samples at RATE, until the sound ends."""

    def muted(self) -> AbstractContextManager[None]:
        """While inside, nothing is heard: our own voice must not come back in as an order."""


class AudioSink(AbstractContextManager["AudioSink"], Protocol):
    def play(self, pcm: bytes, rate: int) -> None:
        """Returns when the last sample was played. Interrupted, it stops the sound."""


def resampled(pcm: bytes, rate: int, to: int = RATE) -> bytes:
    """The same sound at another rate, cut off sharply below half of the lower one."""
    if rate == to or not pcm:
        return pcm
    import numpy as np

    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    count = max(1, round(len(samples) * to / rate))
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    sound = np.fft.irfft(spectrum, count) * (count / len(samples))
    return bytes(np.clip(np.rint(sound), -32768, 32767).astype("<i2").tobytes())


def read_audio(path: Path) -> AudioChunk:
    """A whole sound file as one chunk at its own rate, whatever its width and channels.

    Raises:
        AudioError: it is missing, a folder, empty, cut off, or not sound.
    """
    import miniaudio

    if path.is_dir():
        raise AudioError(f"{path} is a folder; name a WAV file in it.")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise AudioError(f"there is no file {path}; check the name.") from error
    except OSError as error:
        raise AudioError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error
    if not data:
        raise AudioError(f"{path} is empty; record it again.")
    _refuse_if_cut_off(path, data)
    try:
        rate = miniaudio.get_file_info(str(path)).sample_rate
        decoded = miniaudio.decode(data, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=rate)
    except miniaudio.MiniaudioError as error:
        raise AudioError(f"{path} is not a sound file that can be read; save it as WAV.") from error
    if not decoded.samples:
        raise AudioError(f"{path} holds no sound; record it again.")
    return AudioChunk(decoded.samples.tobytes(), rate)


def _refuse_if_cut_off(path: Path, data: bytes) -> None:
    """Decoders accept half a file without a word, and half an order is a different order."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return
    start = 12
    while start + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, start)
        start += 8
        if name == b"data":
            # Programs that write to a pipe leave 0 or the largest size there: then it lasts to the end.
            if 0 < size < 0x7FFF0000 and start + size > len(data):
                missing = max(1, 100 * (start + size - len(data)) // size)
                raise AudioError(f"{path} is cut off, {missing} % are missing; copy or record it again.")
            return
        start += size + size % 2
    raise AudioError(f"{path} is cut off before its sound begins; copy or record it again.")


class WavSource:
    """A sound file as a microphone."""

    def __init__(self, path: Path) -> None:
        audio = read_audio(path)
        self._pcm = resampled(audio.pcm, audio.rate)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __iter__(self) -> Iterator[AudioChunk]:
        step = FRAME * 2
        return (AudioChunk(self._pcm[at : at + step], RATE) for at in range(0, len(self._pcm), step))

    def muted(self) -> AbstractContextManager[None]:
        return contextlib.nullcontext()  # a file waits


class WavSink:
    """Writes everything played into one file at RATE; its header is right after every sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: wave.Wave_write | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = wave.open(str(self._path), "wb")
            self._file.setnchannels(1)
            self._file.setsampwidth(2)
            self._file.setframerate(RATE)
            self._file.writeframes(b"")
        except OSError as error:
            raise self._failed(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def play(self, pcm: bytes, rate: int) -> None:
        if self._file is None:
            raise ValueError("WavSink is used inside its with block")
        try:
            self._file.writeframes(resampled(pcm, rate))
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> AudioError:
        return AudioError(f"{self._path} cannot be written ({error.strerror}); choose another file.")


class Nowhere:
    """A sink for replies that are only read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def play(self, pcm: bytes, rate: int) -> None:
        pass


class Microphone:
    """The computer's microphone. What it hears waits in line until somebody listens."""

    SILENT_AFTER = 3.0
    """Seconds without any sample after which the device counts as gone."""
    ECHO = 0.2
    """Seconds our own voice still hangs in the room."""

    def __init__(self) -> None:
        self._heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._open = threading.Event()
        self._device: Any = None

    def __enter__(self) -> Self:
        import miniaudio

        try:
            with quiet():
                self._device = miniaudio.CaptureDevice(
                    miniaudio.SampleFormat.SIGNED16,
                    nchannels=1,
                    sample_rate=RATE,
                    buffersize_msec=50,
                    backends=_real_backends(),
                )
            recorder = self._record()
            next(recorder)
            self._device.start(recorder)
        except miniaudio.MiniaudioError as error:
            raise AudioError("no microphone was found; plug one in, or use --wav FILE or --text instead.") from error
        self._open.set()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.clear()
        if self._device is not None:
            self._device.close()
            self._device = None

    def __iter__(self) -> Iterator[AudioChunk]:
        waiting = b""
        while self._device is not None:
            try:
                waiting += self._heard.get(timeout=self.SILENT_AFTER)
            except queue.Empty:
                raise AudioError("the microphone is gone; plug it in again and start anew.") from None
            while len(waiting) >= FRAME * 2:
                yield AudioChunk(waiting[: FRAME * 2], RATE)
                waiting = waiting[FRAME * 2 :]

    @contextlib.contextmanager
    def muted(self) -> Iterator[None]:
        self._open.clear()
        try:
            yield
            time.sleep(self.ECHO)
        finally:
            while not self._heard.empty():
                self._heard.get()
            self._open.set()

    def _record(self) -> Generator[None, bytes, None]:
        """miniaudio sends the samples in."""
        while True:
            samples = yield
            if self._open.is_set():
                self._heard.put(bytes(samples))


class Speaker:
    """The computer's loudspeaker or headphones."""

    RATE = 48_000

    def __init__(self) -> None:
        self._device: Any = None
        self._left = memoryview(b"")
        self._played = threading.Event()

    def __enter__(self) -> Self:
        import miniaudio

        try:
            with quiet():
                self._device = miniaudio.PlaybackDevice(
                    miniaudio.SampleFormat.SIGNED16,
                    nchannels=1,
                    sample_rate=self.RATE,
                    buffersize_msec=50,
                    backends=_real_backends(),
                )
            player = self._samples()
            next(player)
            self._device.start(player)
        except miniaudio.MiniaudioError as error:
            raise AudioError("no loudspeaker was found; plug one in, or use --out FILE or --text instead.") from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None

    def play(self, pcm: bytes, rate: int) -> None:
        sound = resampled(pcm, rate, self.RATE)
        self._played.clear()
        self._left = memoryview(sound)
        try:
            if not self._played.wait(timeout=len(sound) / 2 / self.RATE + 3):
                raise AudioError("the loudspeaker is gone; plug it in again and start anew.")
        finally:
            self._left = memoryview(b"")

    def _samples(self) -> Generator[bytes, int, None]:
        """miniaudio sends in how many frames it wants."""
        silent_buffers = 0
        frames = yield b""
        while True:
            now, self._left = self._left[: frames * 2], self._left[frames * 2 :]
            silent_buffers = 0 if now else silent_buffers + 1
            if silent_buffers > 2:  # what we handed over is still in the device's buffers
                self._played.set()
            frames = yield bytes(now).ljust(frames * 2, b"\0")


def _real_backends() -> list[Any]:
    """All but the one that plays and records nothing, which is chosen silently when nothing else is there."""
    import miniaudio

    return [backend for backend in miniaudio.Backend if backend.name not in ("NULL", "CUSTOM")]
