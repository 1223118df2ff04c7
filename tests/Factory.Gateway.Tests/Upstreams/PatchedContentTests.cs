using System.Text;
using Factory.Gateway.Inspection;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.Upstreams;

public sealed class PatchedContentTests
{
    private static readonly byte[] Body = "0123456789"u8.ToArray();

    [Fact]
    public async Task Send_PatchesInAnyOrder_AreAllApplied()
    {
        using var content = Content(new(8, 2, "end"u8.ToArray()), new(0, 0, "start-"u8.ToArray()), new(3, 2, []));

        (await content.ReadAsStringAsync()).ShouldBe("start-012567end");
        Encoding.UTF8.GetString(content.ToArray()).ShouldBe("start-012567end");
    }

    [Fact]
    public void Headers_AnyPatches_HaveTheLengthThatIsSent()
    {
        using var content = Content(new(8, 2, "end"u8.ToArray()), new(0, 0, "start-"u8.ToArray()), new(3, 2, []));

        content.Headers.ContentLength.ShouldBe("start-012567end".Length);
        content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Send_ConnectionBreaks_RemainsInUse()
    {
        using var content = Content();

        await Should.ThrowAsync<HttpRequestException>(() => content.CopyToAsync(new BrokenStream()));

        // The pooled bytes must not be given to another call while a connection may still read them.
        (content.HasStarted, content.IsSending).ShouldBe((true, true));
    }

    [Fact]
    public async Task Send_Complete_IsNoLongerInUse()
    {
        using var content = Content();
        (content.HasStarted, content.IsSending).ShouldBe((false, false));

        await content.CopyToAsync(Stream.Null);

        (content.HasStarted, content.IsSending).ShouldBe((true, false));
    }

    private static PatchedContent Content(params List<BodyPatch> patches) => new(Body, patches);

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Broken.");
    }
}
