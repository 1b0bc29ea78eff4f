"""Computes the chain links that ChainTests expects, from the format's description alone."""
import hashlib
import struct


def field(value):
    data = struct.pack(">q", value) if isinstance(value, int) else value.encode()
    return struct.pack(">I", len(data)) + data


def link(previous, gate, epoch, seq, stream, version, event_id, actor_kind, agency, author, recorded, occurred,
         cause, kind, body):
    version = version if version is not None else ""
    fields = [1, gate, epoch, seq, stream, version, event_id, actor_kind, agency, author, recorded, occurred, cause,
              kind, body]
    return hashlib.sha256(previous + b"".join(map(field, fields))).digest()


first = link(bytes(32), "hữu nghị", 3, 1, "visit/1/HQ", 1, "terminal/7 1 1 0", "officer", "HQ", "Lê Thị Hoa",
             1790000000123000, 1790000000000, "terminal/7 1 1", "agencyDecided",
             '{"visit":1,"agency":"HQ","decision":"pass"}')
second = link(first, "hữu nghị", 3, 2, "visit/1", None, "scale/lane-1 1 2 0", "device", "", "scale/lane-1",
              1790000000123001, 1790000000000, "scale/lane-1 1 2", "weighed",
              '{"visit":1,"device":1,"value":{"kg":32000,"stable":true,"at":1790000000000}}')
print(first.hex())
print(second.hex())
