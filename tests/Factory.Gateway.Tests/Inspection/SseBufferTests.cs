using System.Text;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Inspection;

public sealed class SseBufferTests
{
    private const string Stream = "event: a\ndata: one\n\n: comment\n\ndata: é\r\ndata: three\r\n\r\ndata:four\n\n";

    private static readonly (string Name, string Data)[] Events = [("a", "one"), ("", ""), ("", "é\nthree"), ("", "four")];

    [Fact]
    public void TryRead_StreamSplitAnywhere_IsTheSameEvents()
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            using var buffer = new SseBuffer(1_000);
            var events = new List<(string, string)>();
            foreach (var piece in bytes.Chunk(size))
            {
                Write(buffer, piece);
                events.AddRange(ReadAll(buffer));
                buffer.Compact();
            }

            events.SequenceEqual(Events).ShouldBeTrue($"in pieces of {size} bytes");
            buffer.HasPartialEvent.ShouldBeFalse();
        }
    }

    [Fact]
    public void TryRead_AnyEvent_RawHasAllItsBytes()
    {
        using var buffer = new SseBuffer(1_000);
        Write(buffer, Encoding.UTF8.GetBytes(Stream));
        var raw = new List<byte>();

        while (buffer.TryRead(out var e))
        {
            raw.AddRange(buffer.Bytes(e.Raw).ToArray());
        }

        Encoding.UTF8.GetString([.. raw]).ShouldBe(Stream);
    }

    [Fact]
    public void TryReadRemainder_LastEventWithoutEmptyLine_IsAnEvent()
    {
        using var buffer = new SseBuffer(1_000);
        Write(buffer, "data: last\n"u8);

        buffer.TryRead(out _).ShouldBeFalse();
        buffer.TryReadRemainder(out var e).ShouldBeTrue();
        Encoding.UTF8.GetString(buffer.Data(e)).ShouldBe("last");
        buffer.TryReadRemainder(out _).ShouldBeFalse("there is only one");
    }

    [Theory]
    [InlineData("data: cut in the li")]
    [InlineData("event: name-only\n")]
    [InlineData("")]
    public void TryReadRemainder_IncompleteEvent_IsNone(string rest)
    {
        using var buffer = new SseBuffer(1_000);
        Write(buffer, Encoding.UTF8.GetBytes(rest));

        buffer.TryRead(out _).ShouldBeFalse();
        buffer.TryReadRemainder(out _).ShouldBeFalse();
        buffer.HasPartialEvent.ShouldBe(rest.Length > 0);
    }

    [Fact]
    public void IsTooLong_ManyShortEventsInOneRead_IsFalse()
    {
        using var buffer = new SseBuffer(20);
        Write(buffer, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: x\n\n", 10))));

        ReadAll(buffer).Count.ShouldBe(10);
        buffer.IsTooLong.ShouldBeFalse();
        Write(buffer, "data: 123456789012345"u8);
        buffer.TryRead(out _).ShouldBeFalse();
        buffer.IsTooLong.ShouldBeTrue();
    }

    [Fact]
    public void Compact_AfterAGiantEvent_KeepsTheBeginningOfTheNext()
    {
        using var buffer = new SseBuffer(1_000_000);
        Write(buffer, Encoding.UTF8.GetBytes($"data: {new string('x', 100_000)}\n\ndata: ne"));

        ReadAll(buffer).ShouldHaveSingleItem().Data.Length.ShouldBe(100_000);
        buffer.Compact();
        buffer.GetMemory().Length.ShouldBeLessThan(100_000, "the memory of the giant event is given back");
        Write(buffer, "xt\n\n"u8);
        ReadAll(buffer).ShouldBe([("", "next")]);
    }

    private static void Write(SseBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = buffer.GetMemory().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            buffer.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static List<(string Name, string Data)> ReadAll(SseBuffer buffer)
    {
        var events = new List<(string, string)>();
        while (buffer.TryRead(out var e))
        {
            events.Add((Encoding.UTF8.GetString(buffer.Bytes(e.Name).Span), Encoding.UTF8.GetString(buffer.Data(e))));
        }

        return events;
    }
}
