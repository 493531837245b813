"""Any WAV file becomes 16 kHz mono; what is none is named in one sentence; what was played can be played again."""

import wave
from pathlib import Path

import numpy as np
import pytest

from voice_local.audio import RATE, AudioError, WavSink, WavSource, read_audio, resampled


def tone(rate: int, channels: int, *, width: int = 2, seconds: float = 0.5, hertz: float = 440.0) -> bytes:
    time = np.arange(int(rate * seconds)) / rate
    mono = 0.5 * np.sin(2 * np.pi * hertz * time)
    samples = np.repeat(mono[:, None], channels, axis=1)
    if width == 1:
        return bytes(((samples * 127) + 128).astype("u1").tobytes())
    return bytes((samples * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}").tobytes())


def wav(path: Path, rate: int, channels: int, *, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(tone(rate, channels, width=width))
    return path


def loudest_hertz(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_every_wav_becomes_16_khz_mono(rate: int, channels: int, width: int, tmp_path: Path) -> None:
    chunks = list(WavSource(wav(tmp_path / "a.wav", rate, channels, width=width)))

    assert {chunk.rate for chunk in chunks} == {RATE}
    assert sum(chunk.seconds for chunk in chunks) == pytest.approx(0.5, abs=0.01)
    assert loudest_hertz(b"".join(chunk.pcm for chunk in chunks)) == pytest.approx(440, abs=5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"this is a letter, not a sound", "not a sound file"),
        (b"RIFF\x24\x00\x00\x00WAVE", "cut off"),
        (bytes(10_000), "not a sound file"),
    ],
)
def test_what_is_no_sound_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "order.wav"
    path.write_bytes(content)

    with pytest.raises(AudioError, match=says) as refused:
        WavSource(path)
    assert "order.wav" in str(refused.value)


def test_half_a_recording_is_not_an_order(tmp_path: Path) -> None:
    path = wav(tmp_path / "half.wav", RATE, 1)
    path.write_bytes(path.read_bytes()[:4000])

    with pytest.raises(AudioError, match="cut off"):
        WavSource(path)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="is a folder"):
        WavSource(tmp_path)
    with pytest.raises(AudioError, match="no file"):
        WavSource(tmp_path / "nothing.wav")


def test_a_conversation_is_one_file_and_survives_an_interruption(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "talk.wav"

    with pytest.raises(KeyboardInterrupt), WavSink(path) as sink:
        sink.play(tone(22_050, 1), 22_050)
        sink.play(tone(RATE, 1), RATE)
        raise KeyboardInterrupt

    assert read_audio(path).seconds == pytest.approx(1.0, abs=0.01)


def test_resampling_removes_what_the_lower_rate_cannot_hold() -> None:
    too_high = tone(48_000, 1, hertz=11_000)

    left = np.frombuffer(resampled(too_high, 48_000), "<i2").astype(float)

    assert np.abs(left[500:-500]).max() < 200  # of 16,000
