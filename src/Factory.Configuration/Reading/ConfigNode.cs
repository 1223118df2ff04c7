namespace Factory.Configuration.Reading;

/// <summary>A node of a YAML or JSON file, with its line for error messages.</summary>
/// <param name="Line">From 1, in the file.</param>
internal abstract record ConfigNode(int Line);

/// <summary>A single value.</summary>
/// <param name="Value">As written, without quotes.</param>
internal sealed record ConfigScalar(string Value, ScalarKind Kind, int Line) : ConfigNode(Line);

/// <summary>A list.</summary>
internal sealed record ConfigList(IReadOnlyList<ConfigNode> Items, int Line) : ConfigNode(Line);

/// <summary>A mapping of YAML or an object of JSON, in the order of the file.</summary>
internal sealed record ConfigMap(IReadOnlyList<ConfigEntry> Entries, int Line) : ConfigNode(Line);

/// <summary>One key of a mapping with its value.</summary>
internal sealed record ConfigEntry(string Key, ConfigNode Value, int Line);

/// <summary>The type of a value as far as the format states it.</summary>
internal enum ScalarKind
{
    /// <summary>Null, or in YAML a key without a value. It is treated as missing.</summary>
    Null,

    /// <summary>A value of YAML, which states no type.</summary>
    Untyped,

    /// <summary>A string of JSON.</summary>
    Text,

    /// <summary>A number of JSON.</summary>
    Number,

    /// <summary>True or false in JSON.</summary>
    Boolean,
}
