"""One recorded try of the demo company, with what its two people wrote beside it. What sounds are tones, not voices."""

import io
import math
import wave
from datetime import timedelta

from lms import clock
from lms.i18n import Language, Text
from lms.ops.demo.company import VISIT
from lms.ops.demo.days import at
from lms.ops.demo.telling import Company
from lms.practice.reading import practice_of
from lms.recordings import captions, comments, consents, uploads
from lms.recordings.limits import Coming

PERSON, TRAINER = "lin", "chen"
SECONDS, RATE = 96, 8000
PHRASES = ((0.0, 1.6, 180), (2.0, 3.1, 210), (3.6, 4.7, 150))  # within six seconds: from, to, pitch
SAID = (
    (TRAINER, 12, Text("看座位看得准，还问了一句等哪位", "You read the seats well, and asked who was missing")),
    (TRAINER, 42, Text("这里急着开系统", "Here you were in a hurry to open the system")),
    (PERSON, 71, Text("我当时慌了，没等他说完", "I got nervous and did not let him finish")),
)
CUES = (
    (
        1,
        5,
        Text("孙总您好，今天就占您四十分钟，行吗？", "Good morning, Mr Sun. Forty minutes today, is that all right?"),
    ),
    (7, 11, Text("行。我们那套东西，你们电话里也听说了。", "Yes. You heard about our system on the phone.")),
    (12, 17, Text("旁边空着一把椅子，还等哪位吗？", "There’s an empty chair. Are we waiting for somebody?")),
    (41, 46, Text("我先给您打开看一眼。", "Let me just open it and show you.")),
    (70, 76, Text("月底一出报表，整个科都得加班。", "When the month ends the whole office works late.")),
)


def record(company: Company) -> None:
    """The trainee's last first visit: agreed to, sent, captioned and talked about the evening before the anchor."""
    person, trainer = company.ids[PERSON], company.ids[TRAINER]
    made = practice_of([person])[person].live(VISIT)[-1].id
    evening = at(company.days.back(1), "17:40")
    with clock.standing_at(evening):
        consents.answer(person, made, "audio", given=True, key="demo consent")
        file = sound()
        upload = uploads.begin(
            trainer, made, Coming(len(file), "初访.wav", "audio/wav", "uploaded", SECONDS), "demo sound"
        )
        recording = uploads.append(trainer, upload, 0, io.BytesIO(file), len(file)).recording_id
        assert recording is not None
        for language in Language:
            captions.put(trainer, recording, language, vtt(language).encode())
    for minutes, (who, second, words) in enumerate(SAID, start=3):
        with clock.standing_at(evening + timedelta(minutes=minutes)):
            said = company.says(who, words)
            comments.comment(company.ids[who], recording, second * 1000, said, f"demo comment {second}")


def sound() -> bytes:
    """Three phrases of a hum, again and again."""
    six = bytearray(b"\x80" * 6 * RATE)
    for start, end, pitch in PHRASES:
        for place in range(int(start * RATE), int(end * RATE)):
            swell = math.sin(math.pi * (place / RATE - start) / (end - start))
            six[place] = 128 + int(40 * swell * math.sin(2 * math.pi * pitch * place / RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(RATE)
        written.writeframes(bytes(six) * (SECONDS // 6))
    return file.getvalue()


def vtt(language: Language) -> str:
    """What is said, as WebVTT."""
    cues = [f"00:{start // 60:02}:{start % 60:02}.000 --> 00:{end // 60:02}:{end % 60:02}.000\n{words.in_(language)}"
            for start, end, words in CUES]  # fmt: skip
    return "\n\n".join(["WEBVTT", *cues, ""])
