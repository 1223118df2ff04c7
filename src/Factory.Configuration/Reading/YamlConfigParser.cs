using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Factory.Configuration.Reading;

/// <summary>
/// Reads a small, strict part of YAML: one document of mappings, lists and text. Anchors, aliases, merge keys and tags
/// are rejected, because a few lines of them expand to gigabytes and nothing here needs them; so are duplicate keys, of
/// which YAML parsers silently use one.
/// </summary>
internal sealed class YamlConfigParser
{
    // The reader is recursive, and .NET cannot catch a stack overflow. No valid file comes near this depth.
    private const int MaxDepth = 12;

    private readonly Parser _parser;
    private readonly ConfigFile _file;
    private readonly int _lineOffset;

    private YamlConfigParser(string text, ConfigFile file, int lineOffset)
    {
        _parser = new Parser(new StringReader(text));
        _file = file;
        _lineOffset = lineOffset;
    }

    /// <summary>Reads a text; null when it is not valid, which is reported.</summary>
    /// <param name="lineOffset">Lines of the file before the text.</param>
    public static ConfigNode? Read(string text, ConfigFile file, int lineOffset)
    {
        var tree = new YamlConfigParser(text, file, lineOffset);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            // The scanner reports a tab at the start of what it was reading, which is often the first line.
            if (FindTab(text) is { } line)
            {
                file.ReportProblem(line + lineOffset, "the line is indented with a tab; YAML takes spaces only, so replace it");
            }
            else
            {
                tree.ReportInvalidYaml((int)e.Start.Line, Reason(e));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // YamlDotNet's scanner fails with other exceptions on some malformed texts; the last position that it
            // parsed is the best one to report.
            tree.ReportInvalidYaml((int)(tree._parser.Current?.End.Line ?? 1), "it cannot be parsed from here on");
        }

        return null;
    }

    /// <summary>The first line that has a tab in its indentation; null when none has.</summary>
    private static int? FindTab(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimStart();
            if (!content.IsEmpty && line[..^content.Length].Contains('\t'))
            {
                return number;
            }
        }

        return null;
    }

    private void ReportInvalidYaml(int line, string reason) =>
        _file.ReportProblem(
            line + _lineOffset,
            $"this is not valid YAML: {reason}. Check indentation, quotes, brackets and colons; a text that holds ': ' or starts with a " +
            "sign needs quotes");

    private static string Reason(YamlException e) => (e.InnerException ?? e).Message.TrimEnd('.');

    private ConfigNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _file.ReportProblem(_lineOffset + 1, "it has no keys; it must be a mapping of 'key: value' lines");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var node = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _file.ReportProblem(LineOf(second), "a second YAML document starts here; a file must have one");
        }

        return node;
    }

    /// <summary>The next node; null when it was rejected, which is reported.</summary>
    private ConfigNode? ReadNode(int depth)
    {
        // Parsing goes on after a rejected node, so that the operator gets all problems of the file at once.
        if (_parser.Accept<AnchorAlias>(out var alias))
        {
            _parser.MoveNext();
            _file.ReportProblem(LineOf(alias), $"the alias '*{alias.Value}' is not allowed; write the value out");
            return null;
        }

        if (_parser.Accept<NodeEvent>(out var start))
        {
            if (!start.Anchor.IsEmpty)
            {
                _file.ReportProblem(
                    LineOf(start),
                    $"the anchor '&{start.Anchor.Value}' is not allowed; write the value out where it is needed");
            }

            if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
            {
                _file.ReportProblem(LineOf(start), $"the tag '{start.Tag.Value}' is not allowed; remove it");
            }
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            // A text in quotes is never null: "null" can be a name.
            var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
            return new ConfigScalar(scalar.Value, isNull ? ScalarKind.Null : ScalarKind.Untyped, LineOf(scalar));
        }

        if (depth == MaxDepth)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"it is nested deeper than {MaxDepth} levels");
        }

        return _parser.Accept<SequenceStart>(out _) ? ReadList(depth) : ReadMap(depth);
    }

    private ConfigList ReadList(int depth)
    {
        var line = LineOf(_parser.Consume<SequenceStart>());
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            if (ReadNode(depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        return new ConfigList(items, line);
    }

    private ConfigMap ReadMap(int depth)
    {
        var line = LineOf(_parser.Consume<MappingStart>());
        var entries = new OrderedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not ConfigScalar { Value: var name })
            {
                _file.ReportProblem(key?.Line ?? line, "a key must be plain text");
            }
            else if (value is not null)
            {
                _file.AddUnique(entries, new ConfigEntry(name, value, key.Line));
            }
        }

        return new ConfigMap([.. entries.Values], line);
    }

    private int LineOf(ParsingEvent e) => (int)e.Start.Line + _lineOffset;
}
