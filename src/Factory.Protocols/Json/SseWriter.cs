using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>Writes server-sent events with one line of JSON each.</summary>
internal sealed class SseWriter : IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonText.WriterOptions);

    /// <value>Where events go; set before every event of the provider.</value>
    public IBufferWriter<byte> Output { get; set; } = new ArrayBufferWriter<byte>(1);

    /// <summary>Writes an event.</summary>
    /// <param name="name">The event's name; null for APIs that name none.</param>
    /// <param name="write">Writes the data, which must not contain a line break:
    /// <see cref="JsonText.WriteRaw(Utf8JsonWriter, JsonElement)"/>.</param>
    public void WriteEvent(string? name, Action<Utf8JsonWriter> write)
    {
        if (name is not null)
        {
            Write("event: "u8);
            Encoding.UTF8.GetBytes(name, Output);
            Write("\n"u8);
        }

        Write("data: "u8);
        _json.Reset(Output);
        write(_json);
        _json.Flush();
        Write("\n\n"u8);
    }

    /// <summary>Writes an event without a name whose data is not JSON.</summary>
    public void WriteData(ReadOnlySpan<byte> data)
    {
        Write("data: "u8);
        Write(data);
        Write("\n\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(ReadOnlySpan<byte> bytes) => Output.Write(bytes);
}
