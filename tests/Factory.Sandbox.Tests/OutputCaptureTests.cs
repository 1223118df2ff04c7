using System.Text;

namespace Factory.Sandbox.Tests;

public sealed class OutputCaptureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Write_AnyChunks_KeepsTheSameHeadAndTail(int chunk)
    {
        var all = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},"));
        var capture = new OutputCapture(40);
        foreach (var part in all.Chunk(chunk))
        {
            capture.Write(Encoding.UTF8.GetBytes(part));
        }

        capture.Truncated.ShouldBeTrue();
        capture.ToText().ShouldBe($"{all[..10]}\n… {all.Length - 40} bytes omitted …\n{all[^30..]}");
        capture.Tail(8).ShouldBe(all[^8..]);
    }

    [Fact]
    public void Write_Little_KeepsAll()
    {
        var capture = new OutputCapture(40);
        capture.Write("0123456789 grüße"u8);

        capture.Truncated.ShouldBeFalse();
        capture.ToText().ShouldBe("0123456789 grüße");
        capture.Tail(100).ShouldBe("0123456789 grüße");
    }

    // Ten bytes from the beginning, thirty from the end. A replacement character would look like an error.
    [Theory]
    [InlineData("123456789ü", "123456789")]
    [InlineData("12345678üx", "12345678ü")]
    [InlineData("12345678€x", "12345678")]
    [InlineData("1234567😀x", "1234567")]
    [InlineData("123456😀xy", "123456😀")]
    public void ToText_CharacterAtTheCut_IsKeptOrLeftOutWhole(string head, string kept)
    {
        var capture = new OutputCapture(40);
        capture.Write(Encoding.UTF8.GetBytes(head + new string('ü', 100)));

        var lines = capture.ToText().Split('\n');

        lines[0].ShouldBe(kept);
        lines[2].ShouldBe(new string('ü', lines[2].Length));
    }

    [Fact]
    public void ToText_BytesThatAreNotText_AreReplacedAndZerosDropped()
    {
        var capture = new OutputCapture(40);
        capture.Write([(byte)'a', 0, 0xFF, (byte)'b', 0xC3]);

        capture.ToText().ShouldBe("a\uFFFDb\uFFFD");
        capture.Tail(2).ShouldBe("b\uFFFD");
        capture.Tail(0).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Write_AlmostNoRoom_CountsWhatWasDropped(int maxBytes)
    {
        var capture = new OutputCapture(maxBytes);
        capture.Write("0123456789"u8);
        capture.Write([]);

        capture.Truncated.ShouldBeTrue();
        capture.DroppedBytes.ShouldBe(10 - Math.Max(2, maxBytes));
        capture.ToText().ShouldStartWith("0\n… ");
        capture.ToText().ShouldEndWith("9");
    }

    // Counted for this thread: what other tests allocate meanwhile says nothing about the capture.
    [Fact]
    public void Write_MuchMoreThanItKeeps_AllocatesNoMemory()
    {
        var capture = new OutputCapture(4_096);
        var chunk = new byte[64 * 1024];
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 16_000; i++)
        {
            capture.Write(chunk);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_096);
        capture.DroppedBytes.ShouldBe((16_000L * chunk.Length) - 4_096);
    }
}
