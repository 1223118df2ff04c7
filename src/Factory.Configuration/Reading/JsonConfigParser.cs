using System.Text;
using System.Text.Json;

namespace Factory.Configuration.Reading;

/// <summary>Reads JSON with comments and trailing commas.</summary>
internal ref struct JsonConfigParser
{
    // The reader is recursive, and .NET cannot catch a stack overflow. No valid file comes near this depth.
    private const int MaxDepth = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ConfigFile _file;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _line = 1;

    private JsonConfigParser(ReadOnlySpan<byte> bytes, ConfigFile file)
    {
        _bytes = bytes;
        _file = file;
        _reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <summary>Reads a text; null when it is not JSON, which is reported.</summary>
    public static ConfigNode? Read(string text, ConfigFile file)
    {
        var tree = new JsonConfigParser(Encoding.UTF8.GetBytes(text), file);
        try
        {
            tree._reader.Read();
            var node = tree.ReadNode();
            tree._reader.Read();
            return node;
        }
        catch (InvalidDataException e)
        {
            file.ReportProblem(tree.Line(), e.Message);
        }
        catch (JsonException e)
        {
            file.ReportProblem(
                (int)(e.LineNumber ?? 0) + 1,
                "this is not valid JSON. Look for a missing comma, quote or bracket here or just above");
        }
        catch (InvalidOperationException)
        {
            file.ReportProblem(
                tree.Line(),
                "a text here has half of a character, a '\\u' escape without its other half; write the character itself");
        }

        return null;
    }

    private ConfigNode ReadNode()
    {
        if (_reader.CurrentDepth > MaxDepth)
        {
            throw new InvalidDataException($"it is nested deeper than {MaxDepth} levels");
        }

        var line = Line();
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMap(line),
            JsonTokenType.StartArray => ReadList(line),
            JsonTokenType.String => new ConfigScalar(_reader.GetString()!, ScalarKind.Text, line),

            // As written: a conversion to double would change prices, and messages must quote what is in the file.
            JsonTokenType.Number => new ConfigScalar(Encoding.UTF8.GetString(_reader.ValueSpan), ScalarKind.Number, line),
            JsonTokenType.True => new ConfigScalar("true", ScalarKind.Boolean, line),
            JsonTokenType.False => new ConfigScalar("false", ScalarKind.Boolean, line),
            _ => new ConfigScalar("null", ScalarKind.Null, line),
        };
    }

    private ConfigMap ReadMap(int line)
    {
        var entries = new OrderedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var (key, at) = (_reader.GetString()!, Line());
            _reader.Read();
            _file.AddUnique(entries, new ConfigEntry(key, ReadNode(), at));
        }

        return new ConfigMap([.. entries.Values], line);
    }

    private ConfigList ReadList(int line)
    {
        var items = new List<ConfigNode>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode());
        }

        return new ConfigList(items, line);
    }

    /// <summary>The line of the token just read; each byte of the file is examined once.</summary>
    private int Line()
    {
        var start = (int)_reader.TokenStartIndex;
        _line += _bytes[_counted..start].Count((byte)'\n');
        _counted = start;
        return _line;
    }
}
