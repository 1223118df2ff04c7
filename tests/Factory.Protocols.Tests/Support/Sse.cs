using System.Buffers;
using System.Text;

namespace Factory.Protocols.Tests.Support;

/// <summary>Server-sent events as a client parses them; anything that is not a complete event fails.</summary>
internal static class Sse
{
    public static List<(string? Name, string Data)> Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (text.Length == 0)
        {
            return [];
        }

        text.ShouldEndWith("\n\n");
        var events = new List<(string?, string)>();
        foreach (var block in text[..^2].Split("\n\n"))
        {
            var lines = block.Split('\n');
            var name = lines.FirstOrDefault(line => line.StartsWith("event: ", StringComparison.Ordinal))?[7..];
            var data = lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]).ToList();
            lines.Length.ShouldBe(data.Count + (name is null ? 0 : 1), block);
            events.Add((name, data.ShouldHaveSingleItem()));
        }

        return events;
    }

    /// <summary>Pushes events through a translator and gives what the client got.</summary>
    public static List<(string? Name, string Data)> Through(
        StreamTranslator translator,
        IEnumerable<(string? Name, string Data)> events,
        bool end = true)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var (name, data) in events)
        {
            translator.WriteEvent(name, Encoding.UTF8.GetBytes(data), output);
        }

        if (end)
        {
            translator.Complete(output);
        }

        return Parse(output.WrittenSpan);
    }
}
