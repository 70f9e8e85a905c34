/// The builtins that are written in the language itself: those that call functions of the script.
///
/// No native code calls back into the machine, so a function that is passed may block, fork or throw. The prelude is
/// added to a program that names one of them; its frames are left out of traces, and what waits or fails in it is
/// shown at the line that called it.
enum Prelude {
  /// What the disassembler calls the file.
  static let fileName = "prelude"

  /// The source.
  static let text = """
    func map(list, function) {
      let result = []
      for x in list { append(result, function(x)) }
      return result
    }

    func filter(list, function) {
      let result = []
      for x in list { if function(x) { append(result, x) } }
      return result
    }

    func reduce(list, initial, function) {
      var result = initial
      for x in list { result = function(result, x) }
      return result
    }

    func first(list, function = nil) {
      if function == nil { for x in list { return x } }
      else { for x in list { if function(x) { return x } } }
      return nil
    }

    func any(list, function = nil) {
      if function == nil { for x in list { if x { return true } } }
      else { for x in list { if function(x) { return true } } }
      return false
    }

    func all(list, function = nil) {
      if function == nil { for x in list { if not x { return false } } }
      else { for x in list { if not function(x) { return false } } }
      return true
    }

    func sort(list, by = nil, reverse = false) {
      _sort(list, by == nil ? nil : map(list, by), reverse)
    }

    func sorted(values, by = nil, reverse = false) {
      let list = _list("sorted", values)
      _sort(list, by == nil ? nil : map(list, by), reverse)
      return list
    }

    func min(first, by = nil, reverse = false, rest...) {
      if by == nil { return _extreme("min", first, rest, reverse) }
      let items = len(rest) == 0 ? _list("min", first) : [first] + rest
      let keys = map(items, by)
      return items[find(keys, _extreme("min", keys, [], reverse))]
    }

    func max(first, by = nil, reverse = false, rest...) {
      if by == nil { return _extreme("max", first, rest, reverse) }
      let items = len(rest) == 0 ? _list("max", first) : [first] + rest
      let keys = map(items, by)
      return items[find(keys, _extreme("max", keys, [], reverse))]
    }

    """
}
