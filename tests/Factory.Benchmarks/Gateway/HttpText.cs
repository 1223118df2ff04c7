using System.Buffers.Text;
using System.Text;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// As much of HTTP/1.1 as a load generator and its upstream need: where a message ends. Both are ours, so that neither
/// costs more than the sockets do.
/// </summary>
internal static class HttpText
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>The length of the message at the start of these bytes; 0 while it is not whole.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP message.</exception>
    public static int MessageLength(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return 0;
        }

        var body = head + 4;
        var headers = bytes[..(head + 2)];
        if (Header(headers, "content-length"u8) is { Length: > 0 } length)
        {
            return Utf8Parser.TryParse(length, out int bodyLength, out _)
                ? bytes.Length - body >= bodyLength ? body + bodyLength : 0
                : throw new InvalidDataException("A content-length that is no number.");
        }

        return Header(headers, "transfer-encoding"u8).IsEmpty ? body : ChunkedLength(bytes, body);
    }

    /// <summary>The status of a reply.</summary>
    public static int Status(ReadOnlySpan<byte> reply) =>
        reply.Length > 12 && Utf8Parser.TryParse(reply[9..12], out int status, out _)
            ? status
            : throw new InvalidDataException("A reply without a status.");

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(Uri url, IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        var head = new StringBuilder($"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: " +
            $"application/json\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        while (headers.IndexOf(LineFeed) is var end and >= 0)
        {
            var line = headers[..end];
            if (line.Length > name.Length && line[name.Length] == (byte)':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim(" \r"u8);
            }

            headers = headers[(end + 1)..];
        }

        return [];
    }

    private static int ChunkedLength(ReadOnlySpan<byte> bytes, int at)
    {
        while (true)
        {
            var line = bytes[at..].IndexOf(LineFeed);
            if (line < 0 || !Utf8Parser.TryParse(bytes.Slice(at, line), out int size, out _, 'x'))
            {
                return line < 0 ? 0 : throw new InvalidDataException("A chunk without a size.");
            }

            at += line + 1 + size + 2;
            if (at > bytes.Length)
            {
                return 0;
            }

            if (size == 0)
            {
                return at;
            }
        }
    }
}
