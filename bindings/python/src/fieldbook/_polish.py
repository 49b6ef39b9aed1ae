"""What UniFFI leaves rough in Python, put right once when the package is imported.

Its records are dataclasses without fields, its errors cannot be pickled, a copy of an object frees the same handle
twice, a frame must be `bytes`, and a wrong type is an `AttributeError`. Here they become what their stubs say.
"""

from __future__ import annotations

import ctypes
import dataclasses
import decimal
import enum
import inspect
import numbers
import typing
import uuid
from collections.abc import Collection, Mapping
from types import FunctionType
from typing import Any


def polish(library: Any, package: str, finished: frozenset[str]) -> None:
    """Everything that `library` offers, as `package` shows it; what is `finished` elsewhere has its name there."""
    names = [name for name in library.__all__ if not name.endswith(("Protocol", "Impl")) and name != "InternalError"]
    library.__all__ = sorted(set(names) - finished)
    for name in names:
        offered = getattr(library, name)
        offered.__module__ = package
        if isinstance(offered, FunctionType):
            _function(offered, library._DEFAULT)
        else:
            _class(offered, library._DEFAULT, package)
    _buffers(library._UniffiFfiConverterByRefBytes)
    for name, converter in vars(library).items():
        if name.startswith("_UniffiFfiConverter"):
            _wrong_types(converter, _wanted(library, name.removeprefix("_UniffiFfiConverter")))
    # A panic inside the library, or an answer it cannot have given: an app has one kind of error to show.
    library.InternalError = lambda details="": library.unexpected_error(str(details))


def _class(cls: Any, mark: object, package: str) -> None:
    cls.__doc__ = _doc(cls.__doc__)
    for method in vars(cls).values():
        method = getattr(method, "__func__", method)
        if isinstance(method, FunctionType):
            _function(method, mark)
    if issubclass(cls, Exception):
        variants: list[Any] = [variant for variant in vars(cls).values() if isinstance(variant, type)]
        for variant in variants:
            variant.__module__ = package
            _error(variant)
        if all(hasattr(variant, "say") for variant in variants):
            cls.say = variants[0].say
    elif issubclass(cls, enum.Enum):
        return
    elif dataclasses.is_dataclass(cls):
        _record(cls, mark)
    elif hasattr(cls, "_uniffi_make_instance"):
        _object(cls)
    else:
        for variant in [variant for variant in vars(cls).values() if isinstance(variant, type)]:
            variant.__module__ = package
            if "values" not in inspect.signature(variant).parameters:
                _variant(variant)


def _record(cls: Any, mark: object) -> None:
    """A dataclass with its fields: `repr`, `==`, `replace`, `asdict`, `match`, and a row for pandas."""
    cls.__annotations__ = typing.get_type_hints(cls.__init__)
    cls.__annotations__.pop("return", None)
    for parameter in inspect.signature(cls).parameters.values():
        if parameter.default is not parameter.empty:
            default = _default(parameter, mark)
            made = {"default_factory": default} if isinstance(default, type) else {"default": default}
            setattr(cls, parameter.name, dataclasses.field(**made))
    for name in ("__init__", "__eq__", "__repr__", "__str__"):
        delattr(cls, name)
    dataclasses.dataclass(kw_only=True)(cls)


def _variant(cls: Any) -> None:
    """The same for one variant of an enum with data, whose fields are told by their place."""
    cls.__annotations__ = typing.get_type_hints(cls.__init__)
    cls.__annotations__.pop("return", None)
    cls.__str__ = object.__str__
    dataclasses.dataclass(init=False)(cls)


def _error(cls: Any) -> None:
    """The English sentence as its text, its fields in `repr`, and a way through pickle."""
    fields = list(inspect.signature(cls).parameters)

    def values(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, field) for field in fields)

    def shown(self: Any) -> str:
        pairs = (f"{field}={value!r}" for field, value in zip(fields, values(self)))
        return f"{cls.__qualname__}({', '.join(pairs)})"

    cls.__repr__ = shown
    cls.__reduce__ = lambda self: (cls, values(self))
    if "said" in fields:
        cls.__str__ = lambda self: str(self.said.en)


def _object(cls: Any) -> None:
    """What lives in the library has one owner: a copy is the thing itself, and no other process can have it."""

    def stays(self: Any, protocol: typing.SupportsIndex) -> typing.NoReturn:
        raise TypeError(f"a {type(self).__name__} lives in this process and cannot be pickled")

    cls.__copy__ = lambda self: self
    cls.__deepcopy__ = lambda self, memo: self
    cls.__reduce_ex__ = stays


def _function(function: FunctionType, mark: object) -> None:
    """Shows the defaults that UniFFI hides behind a mark of its own; an argument shows an empty list as a tuple."""
    function.__doc__ = _doc(function.__doc__)
    if function.__defaults__:
        parameters = inspect.signature(function).parameters.values()
        defaults = [_default(parameter, mark) for parameter in parameters if parameter.default is not parameter.empty]
        function.__defaults__ = tuple(() if default is list else default for default in defaults)


def _default(parameter: inspect.Parameter, mark: object) -> Any:
    """The default, or what makes one: a list and a dict must be new each time."""
    if parameter.default is not mark:
        return parameter.default
    kind = str(parameter.annotation)
    if "Optional[" in kind:
        return None
    return list if "List[" in kind else dict


def _buffers(converter: Any) -> None:
    """Frames and files from whatever holds bytes in one piece: `bytes`, `bytearray`, `memoryview`, a numpy array."""
    lower_bytes = converter.lower

    def check(value: Any) -> None:
        view = memoryview(value)
        if not view.c_contiguous:
            raise BufferError("the bytes must lie in one piece")
        if view.nbytes >= 2**31:
            raise ValueError("more than 2 GiB")

    def lower(value: Any) -> Any:
        view = memoryview(value)
        if isinstance(value, bytes) or view.readonly or view.nbytes == 0:
            return lower_bytes(value if isinstance(value, bytes) else bytes(view))
        lent = lower_bytes(b"")
        lent.len = view.nbytes
        lent.data = ctypes.cast((ctypes.c_char * view.nbytes).from_buffer(view), ctypes.POINTER(ctypes.c_char))
        return lent

    converter.check_lower, converter.lower = staticmethod(check), staticmethod(lower)


def _wanted(library: Any, name: str) -> Any:
    """The type that a converter takes; nothing where UniFFI checks well."""
    if name == "Boolean":
        return bool
    if name.startswith("Map"):
        return Mapping
    if name.startswith("Sequence"):
        return Collection
    wanted = getattr(library, name.removeprefix("Type"), None) if name.startswith("Type") else None
    if wanted in (None, str, uuid.UUID) or issubclass(wanted, Exception):
        return None  # an id may also be its text, as tables have it
    return numbers.Number if wanted is decimal.Decimal else wanted


def _wrong_types(converter: Any, wanted: Any) -> None:
    """Makes a value of another type a `TypeError`, where UniFFI stumbles over what it lacks."""
    check_inside = converter.check_lower

    def check(value: Any) -> None:
        # One word is not a list of words, although Python goes through its letters.
        if not isinstance(value, wanted) or (wanted is Collection and isinstance(value, str)):
            raise TypeError(f"a {wanted.__name__} is wanted, and not a {type(value).__name__}")
        check_inside(value)

    if wanted is not None:
        converter.check_lower = staticmethod(check)


def _doc(text: str | None) -> str | None:
    return text and inspect.cleandoc(text).replace("Throws `", "Raises `").replace("throws `", "raises `")
