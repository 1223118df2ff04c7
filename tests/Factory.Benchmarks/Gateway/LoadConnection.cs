using System.Net.Sockets;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// One connection that sends the same request again and again and reads complete responses. One call at a time.
/// </summary>
internal sealed class LoadConnection(Socket socket, ReadOnlyMemory<byte> request) : IDisposable
{
    private byte[] _buffer = new byte[16 * 1024];

    public static async Task<LoadConnection> OpenAsync(Target target, ReadOnlyMemory<byte> request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Url.Host, target.Url.Port);
        return new LoadConnection(socket, request);
    }

    /// <summary>One call, to the last byte of its reply.</summary>
    /// <exception cref="InvalidDataException">The reply is not a 200: a benchmark of refusals would
    /// flatter.</exception>
    public async Task CallAsync()
    {
        await socket.SendAsync(request);
        var filled = 0;
        while (true)
        {
            filled += await ReceiveAsync(filled);
            if (HttpText.MessageLength(_buffer.AsSpan(0, filled)) > 0)
            {
                Check(filled);
                return;
            }
        }
    }

    /// <summary>Sends the request of a stream that stays open; returns when its first event is there.</summary>
    public async Task BeginAsync()
    {
        await socket.SendAsync(request);
        var filled = 0;
        while (_buffer.AsSpan(0, filled).IndexOf("waiting"u8) < 0)
        {
            filled += await ReceiveAsync(filled);
            Check(filled);
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task<int> ReceiveAsync(int filled)
    {
        if (filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 4);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(filled));
        return read > 0 ? read : throw new InvalidDataException("The connection was closed in the middle of a reply.");
    }

    private void Check(int filled)
    {
        if (filled > 12 && HttpText.Status(_buffer.AsSpan(0, filled)) != 200)
        {
            throw new InvalidDataException("Not a 200: " + System.Text.Encoding.UTF8.GetString(_buffer, 0, Math.Min(filled, 1000)));
        }
    }
}
