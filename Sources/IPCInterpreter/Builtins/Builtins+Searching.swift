/// The builtins that look for something. In strings they compare bytes, and count positions in characters.
extension Builtins {
  static let searching: [Builtin] = [
    Builtin(
      "contains",
      [.init("whole"), .init("part")],
      "Whether a string or bytes have a part, a list a value, a map a key, a range an int.",
      example: .init("[contains(\"abc\", \"bc\"), contains([1, 2], 3)]", "[true, false]"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        .bool(try call.heap.contains(call[0], call[1], asking: "contains"))
      }
    ),
    Builtin(
      "find",
      [.init("whole"), .init("part")],
      "The position of the first such part or value, or nil.",
      example: .init("[find(\"né!\", \"!\"), find([1, 2], 3)]", "[2, nil]"),
      .native(find)
    ),
    Builtin(
      "starts_with",
      [.init("text"), .init("part")],
      "Whether a string or bytes begin with a part.",
      example: .init("starts_with(\"spawn\", \"sp\")", "true"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let (bytes, part) = unsafe try texts(call, "starts_with")
        return .bool(unsafe bytes.starts(with: part))
      }
    ),
    Builtin(
      "ends_with",
      [.init("text"), .init("part")],
      "Whether a string or bytes end with a part.",
      example: .init("ends_with(\"a.ipc\", \".ipc\")", "true"),
      .native { (call: NativeCall) throws(Fault) -> Value in
        let (bytes, part) = unsafe try texts(call, "ends_with")
        return .bool(unsafe bytes.suffix(part.count).elementsEqual(part))
      }
    ),
    Builtin(
      "replace",
      [.init("text"), .init("old"), .init("new"), .init("limit", isOptional: true)],
      "A text with every part like one replaced by another, or the first so many.",
      example: .init("replace(\"a-b-c\", \"-\", \"+\", 1)", "\"a+b-c\""),
      .native(replace)
    ),
  ]

  private static func texts(
    _ call: NativeCall,
    _ name: String
  ) throws(Fault) -> (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) {
    let text = try call.text(0, name)
    return unsafe (call.heap.string(text), call.heap.string(try call.part(1, name, of: text)))
  }

  @Sendable private static func find(_ call: NativeCall) throws(Fault) -> Value {
    let (heap, whole) = (call.heap, call[0])
    let position: Int?
    switch whole.tag {
    case .list: position = try heap.position(of: call[1], inList: whole)
    case .range: position = try heap.position(of: call[1], inRange: whole)
    case .bytes: position = try heap.offset(of: call[1], in: whole)
    case .string:
      position = try heap.offset(of: call[1], in: whole)
        .map { heap.characterPosition(whole, ofByte: $0) }
    default: throw call.wrong("find", "a string, bytes, a list or a range", whole)
    }
    return position.map { .int($0) } ?? .null
  }

  /// An optional number of times, all of them when it is left out.
  static func limit(_ call: NativeCall, _ position: Int, _ name: String) throws(Fault) -> Int {
    guard call[position].isSet, call[position].tag != .null else { return .max }
    let limit = try call.argument(position, name, .int, "an int as limit").payload
    guard limit >= 0 else { throw Fault("ValueError", "the limit of `\(name)` is negative") }
    return limit
  }

  @Sendable private static func replace(_ call: NativeCall) throws(Fault) -> Value {
    let heap = call.heap
    let text = try call.text(0, "replace")
    let bytes = unsafe heap.string(text)
    let old = unsafe heap.string(try call.part(1, "replace", of: text))
    let new = unsafe heap.string(try call.part(2, "replace", of: text))
    let limit = try limit(call, 3, "replace")
    if old.count == 0 { throw Fault("ValueError", "the part that `replace` looks for is empty") }
    var result: [UInt8] = []
    let room = heap.textRoom
    var (start, turns) = (0, 0)
    while turns < limit, let found = unsafe ByteText.first(old, in: bytes, from: start) {
      try heap.poll()
      unsafe result.append(contentsOf: bytes[start..<found])
      unsafe result.append(contentsOf: new)
      if result.count > room { throw heap.noRoom }
      start = found + old.count
      turns += 1
    }
    if turns == 0 { return text }
    unsafe result.append(contentsOf: bytes[start...])
    try heap.checkRoom(result.count)
    return Value(tag: text.tag, payload: heap.makeString(result).payload)
  }
}
