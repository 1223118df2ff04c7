using System.Text;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.Upstreams;

public sealed class JsonLinesToSseStreamTests
{
    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", "data: {\"a\":1}\n\ndata: {\"b\":2}\n\n")]
    [InlineData("{\"a\":1}\r\n\n\n{\"b\":2}\r\n", "data: {\"a\":1}\n\ndata: {\"b\":2}\n\n")]
    [InlineData("{\"a\":1}\n{\"cut", "data: {\"a\":1}\n\ndata: {\"cut\n\n")]
    [InlineData("\n\r\n", "")]
    [InlineData("", "")]
    public async Task Read_LinesSplitAnywhere_AreOneEventEach(string lines, string events)
    {
        for (var size = 1; size <= Math.Max(1, lines.Length); size++)
        {
            await using var stream = new JsonLinesToSseStream(ForwardedStream.Pieces([.. lines.Chunk(size).Select(c => new string(c))]));
            using var reader = new StreamReader(stream);

            (await reader.ReadToEndAsync()).ShouldBe(events, $"in pieces of {size}");
        }
    }

    [Fact]
    public async Task Read_OnlyOneByteLines_FitTheBuffer()
    {
        var lines = string.Concat(Enumerable.Repeat("1\n", 10_000));
        await using var stream = new JsonLinesToSseStream(new MemoryStream(Encoding.UTF8.GetBytes(lines)));
        using var reader = new StreamReader(stream);

        (await reader.ReadToEndAsync()).ShouldBe(string.Concat(Enumerable.Repeat("data: 1\n\n", 10_000)));
    }
}
