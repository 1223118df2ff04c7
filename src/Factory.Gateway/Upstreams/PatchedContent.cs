using System.Net;
using System.Net.Http.Headers;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Upstreams;

/// <summary>A request body with patches, which is sent from the client's bytes without a copy.</summary>
internal sealed class PatchedContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte> _body;
    private readonly IReadOnlyList<BodyPatch> _patches;
    private readonly long _length;

    /// <summary>Creates the content.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="patches">In any order; they must not overlap.</param>
    public PatchedContent(ReadOnlyMemory<byte> body, List<BodyPatch> patches)
    {
        patches.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        _body = body;
        _patches = patches;
        _length = body.Length;
        foreach (var patch in patches)
        {
            _length += patch.Replacement.Length - patch.Length;
        }

        Headers.ContentType = Json;
    }

    /// <summary>Whether a connection has begun to send it and has not finished: the bytes are still in use.</summary>
    public bool IsSending { get; private set; }

    /// <summary>Whether a connection has begun to send it: from then on the provider may bill.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The patched bytes.</summary>
    public byte[] ToArray()
    {
        using var copy = new MemoryStream((int)_length);
        var at = 0;
        foreach (var patch in _patches)
        {
            copy.Write(_body.Span[at..patch.Start]);
            copy.Write(patch.Replacement);
            at = patch.Start + patch.Length;
        }

        copy.Write(_body.Span[at..]);
        return copy.ToArray();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsSending = true;
        HasStarted = true;
        var at = 0;
        foreach (var patch in _patches)
        {
            await stream.WriteAsync(_body[at..patch.Start], cancellationToken);
            await stream.WriteAsync(patch.Replacement, cancellationToken);
            at = patch.Start + patch.Length;
        }

        await stream.WriteAsync(_body[at..], cancellationToken);

        // Not in a finally block: after a failed or cancelled write the connection may still hold the bytes.
        IsSending = false;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
