using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// A model server that costs next to nothing: it reads a whole request and writes an answer that was made before. It
/// speaks chat completions, whole and streamed; a body that holds <c>"hold"</c> gets the first events of a stream that
/// stays open until the upstream is disposed.
/// </summary>
internal sealed class Upstream : IAsyncDisposable
{
    private const string Usage = """{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}""";
    private const int StreamedWords = 20;

    private static readonly byte[] Whole = CompleteResponse();
    private static readonly byte[] Streamed = StreamedReply();
    private static readonly byte[] Held = HeldReply();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public Upstream()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                client.NoDelay = true;
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The benchmark is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var socket = client;
        var buffer = new byte[16 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled), _stop.Token);
                if (read == 0)
                {
                    return;
                }

                filled += read;
                for (var length = HttpText.MessageLength(buffer.AsSpan(
                    0,
                    filled)); length > 0; length = HttpText.MessageLength(buffer.AsSpan(0, filled)))
                {
                    await socket.SendAsync(ReplyTo(buffer.AsSpan(0, length)), _stop.Token);
                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                }

                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 4);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The client or the benchmark went away.
        }
    }

    // What decides stands at the end of every body that this benchmark sends.
    private static byte[] ReplyTo(ReadOnlySpan<byte> request)
    {
        var tail = request[^Math.Min(request.Length, 400)..];
        return tail.IndexOf("\"hold\""u8) >= 0 ? Held : tail.IndexOf("\"stream\":true"u8) >= 0 ? Streamed : Whole;
    }

    private static byte[] CompleteResponse()
    {
        var body =
            $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5-mini","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Words(StreamedWords)}}}"},"finish_reason":"stop"}],"usage":{{{Usage}}}}""";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static byte[] StreamedReply()
    {
        var events = new StringBuilder();
        for (var word = 0; word < StreamedWords; word++)
        {
            events.Append(Event(Delta("word ")));
        }

        events.Append(
            Event("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""));
        events.Append(
            Event($$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini","choices":[],"usage":{{Usage}}}"""));
        events.Append(Event("[DONE]"));
        return Encoding.ASCII.GetBytes($"{StreamHead}{events}0\r\n\r\n");
    }

    private static byte[] HeldReply() => Encoding.ASCII.GetBytes(StreamHead + Event(Delta("waiting ")));

    private const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Event(string data) => $"{data.Length + 8:x}\r\ndata: {data}\n\n\r\n";

    private static string Delta(string text) =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""";

    private static string Words(int count) => string.Concat(Enumerable.Repeat("word ", count));
}
