using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Egress;

/// <summary>The head of a CONNECT request, which Kestrel's HTTP server does not carry out.</summary>
/// <param name="Host">The host as it was sent.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record ConnectRequest(string Host, int Port)
{
    /// <value>8 KiB.</value>
    public const int MaxHeadLength = 8 * 1024;

    private const string TokenSigns = "!#$%&'*+-.^_`|~";
    private const string LineEnd = "\r\n";
    private static readonly byte[] Method = "CONNECT "u8.ToArray();
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    /// <summary>Reads the head of the first request of a connection.</summary>
    /// <returns>Null when it is not CONNECT, or there is none; then nothing is consumed.</returns>
    /// <exception cref="EgressException">It is malformed or too long.</exception>
    public static async Task<ConnectRequest?> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (!CouldBeConnect(buffer) || (result.IsCompleted && buffer.Length < Method.Length))
            {
                input.AdvanceTo(buffer.Start, buffer.Start);
                return null;
            }

            var head = buffer.Slice(0, Math.Min(buffer.Length, MaxHeadLength));
            var reader = new SequenceReader<byte>(head);
            if (reader.TryReadTo(out ReadOnlySequence<byte> lines, HeadEnd))
            {
                // Latin-1 keeps every byte, so that nothing is mistaken for something else.
                var text = Encoding.Latin1.GetString(lines);
                input.AdvanceTo(reader.Position);
                return Parse(text);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (buffer.Length >= MaxHeadLength)
            {
                throw new EgressException(
                    StatusCodes.Status431RequestHeaderFieldsTooLarge,
                    $"The head of the request has more than {MaxHeadLength} bytes.");
            }

            if (result.IsCompleted)
            {
                throw EgressException.Malformed("The connection ended within the head of the request.");
            }
        }
    }

    private static bool CouldBeConnect(in ReadOnlySequence<byte> buffer)
    {
        var start = buffer.Slice(0, Math.Min(buffer.Length, Method.Length)).ToArray();
        return Method.AsSpan().StartsWith(start);
    }

    private static ConnectRequest Parse(string text)
    {
        var lines = text.Split(LineEnd);
        if (lines.Any(line => line.Any(c => c is not '\t' and (< ' ' or '\x7f'))))
        {
            throw EgressException.Malformed("The head of the request has a control character or a line that does not end with CR LF.");
        }

        if (lines[0].Split(' ') is not ["CONNECT", var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            throw EgressException.Malformed("The request must begin with CONNECT HOST:PORT HTTP/1.1.");
        }

        foreach (var line in lines.Skip(1))
        {
            CheckHeader(line);
        }

        return ParseTarget(target);
    }

    private static void CheckHeader(string line)
    {
        var name = line.Split(':')[0];
        if (name.Length == line.Length || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || TokenSigns.Contains(c)))
        {
            throw EgressException.Malformed("A header is not NAME: VALUE.");
        }

        // What follows the head belongs to the tunnel. A length would make it something else for another reader.
        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            || (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && line[(name.Length + 1)..].Trim() != "0"))
        {
            throw EgressException.Malformed("CONNECT has no body.");
        }
    }

    private static ConnectRequest ParseTarget(string target)
    {
        // The last one: an address of IPv6 has many, and is refused as a host.
        var colon = target.LastIndexOf(':');
        return colon > 0
            && int.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65_535
                ? new ConnectRequest(target[..colon], port)
                : throw EgressException.Malformed("The target of CONNECT must be HOST:PORT.");
    }
}
