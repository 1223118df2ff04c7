namespace Factory.Silo.Configuration.Yaml;

/// <summary>A piece of a YAML file that remembers its line, so that every error can name it.</summary>
/// <param name="Line">From 1, in the file.</param>
internal abstract record YamlNode(int Line);

/// <summary>A value; everything is text until a reader asks for more.</summary>
/// <param name="Value">As written, without quotes.</param>
/// <param name="IsNull">True for an empty plain value, <c>~</c> and <c>null</c>.</param>
internal sealed record YamlText(string Value, bool IsNull, int Line) : YamlNode(Line);

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line);

/// <summary>A mapping, in the order of the file.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line) : YamlNode(Line);

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(string Key, YamlNode Value, int Line);
