"""What a phone or a teacher's page may say to a room: small, of a known form, refused in one sentence otherwise."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from experiments.refusal import Refusal

LARGEST = 4096
"""Bytes of a message; an answer takes some hundred."""

Token = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class RoomRefusal(Refusal):
    """A refusal shown to whoever holds the phone."""


class Message(BaseModel):
    """A message: nothing but its fields, each of its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Join(Message):
    """Somebody wants a seat of a kind, or any seat."""

    kind: Literal["join"]
    code: Annotated[str, Field(min_length=1, max_length=16)]
    wish: Literal["any", "organisation", "household", "authority"] = "any"


class Answer(Message):
    """The holder of a seat decides for this round; what is not named is left to the model."""

    kind: Literal["answer"]
    token: Token
    round: Annotated[int, Field(ge=1, le=1000)]
    decisions: Annotated[dict[Name, Number], Field(max_length=16)]


class Another(Message):
    """The holder of a seat whose actor is gone asks for another actor."""

    kind: Literal["another"]
    token: Token


class Command(Message):
    """The teacher opens, pauses, resumes, plays the round at once, or ends."""

    kind: Literal["command"]
    secret: Token
    do: Literal["open", "pause", "resume", "next", "end"]


class Inject(Message):
    """The teacher sets a parameter from the next month on: a shock or a lever."""

    kind: Literal["inject"]
    secret: Token
    path: Name
    value: Number | Name


class Free(Message):
    """The teacher frees a seat that nobody comes back to."""

    kind: Literal["free"]
    secret: Token
    seat: Annotated[int, Field(ge=1, le=1000)]


AnyMessage = Annotated[Join | Answer | Another | Command | Inject | Free, Field(discriminator="kind")]
READER: TypeAdapter[AnyMessage] = TypeAdapter(AnyMessage)


def read_message(raw: str | bytes) -> AnyMessage:
    """Read a message.

    Parameters
    ----------
    raw : str or bytes
        JSON of at most `LARGEST` bytes.

    Raises
    ------
    RoomRefusal
        For a message too large, no JSON, of an unknown kind, or with a field too many or of the wrong type.
    """
    # Characters are counted first: what is far too long is not even encoded.
    if len(raw) > LARGEST or (isinstance(raw, str) and len(raw.encode("utf-8", "surrogatepass")) > LARGEST):
        raise RoomRefusal("The message is too long and was not read.")
    try:
        return READER.validate_python(json.loads(raw))
    except (ValidationError, ValueError, RecursionError) as error:
        raise RoomRefusal("The message could not be read; nothing was changed.") from error
