using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>Writes whole server-sent events with one line of JSON each.</summary>
internal sealed class SseWriter : IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonText.Writing);

    /// <value>Where events go; set before every push.</value>
    public IBufferWriter<byte> Output { get; set; } = new ArrayBufferWriter<byte>(1);

    /// <param name="name">The event's name; null for protocols that name none.</param>
    public void Event(string? name, Action<Utf8JsonWriter> write)
    {
        if (name is not null)
        {
            Put("event: "u8);
            Encoding.UTF8.GetBytes(name, Output);
            Put("\n"u8);
        }

        Put("data: "u8);
        _json.Reset(Output);
        write(_json);
        _json.Flush();
        Put("\n\n"u8);
    }

    public void Line(ReadOnlySpan<byte> data)
    {
        Put("data: "u8);
        Put(data);
        Put("\n\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void Put(ReadOnlySpan<byte> bytes) => Output.Write(bytes);
}
