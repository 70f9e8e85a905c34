/// The words of commands, and what processes need that run no code of the script.
extension Machine {
  /// One argument of a command from the values of which it is made.
  @inline(never) func joinWord(
    _ first: UnsafeMutablePointer<Value>,
    count: Int
  ) throws(Fault) -> Value {
    var bytes: [UInt8] = []
    var isText = true
    for position in 0..<count {
      if unsafe try !heap.appendArgument(first[position], to: &bytes) { isText = false }
    }
    // Bytes need be no text.
    return isText
      ? heap.makeString(bytes) : unsafe bytes.withUnsafeBufferPointer { unsafe heap.makeBytes($0) }
  }

  /// Arguments in the places of a function's parameters, as a call passes them.
  ///
  /// - Throws: `TypeError` when the function takes another number of them.
  package func placed(_ arguments: [Value], for function: Value) throws(Fault) -> [Value] {
    let (signature, name) =
      function.tag == .closure
      ? (program.functions[heap.closureFunction(function)].signature, functionName(of: function))
      : (Signature(Builtins.all[function.payload]), functionName(of: function))
    do throws(Signature.Mismatch) {
      let placement = try signature.place(
        positional: arguments.count,
        labels: [],
        calling: "`\(name)`"
      )
      let places = placement.parameters.map { $0.map { arguments[$0] } ?? .unset }
      let rest = placement.rest.map { arguments[$0] }
      if function.tag == .builtin { return places + rest }
      return signature.takesRest ? places + [heap.makeList(rest)] : places
    } catch {
      throw Fault("TypeError", error.title)
    }
  }

  /// Forgets what the code that stands still here has begun, in a process that will not go on with it.
  package func forgetHandlers() {
    unsafe handlers.removeAll()
    suspended.removeAll()
    unsafe deadline = .max
  }

  /// Collects garbage if that pays, for a world that makes many values without the machine's running.
  ///
  /// - Throws: `OutOfMemory`.
  package func collectIfWanted() throws(Fault) {
    if heap.wantsCollection { try collect() }
  }
}
