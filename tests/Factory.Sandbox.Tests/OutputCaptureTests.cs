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
