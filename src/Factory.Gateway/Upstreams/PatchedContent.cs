using System.Net;
using System.Net.Http.Headers;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Upstreams;

/// <summary>A body with changes, sent without being copied.</summary>
internal sealed class PatchedContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte> _body;
    private readonly IReadOnlyList<BodyPatch> _patches;
    private readonly long _length;

    /// <param name="body">The client's bytes.</param>
    /// <param name="edits">In any order; they must not overlap.</param>
    public PatchedContent(ReadOnlyMemory<byte> body, List<BodyPatch> edits)
    {
        edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        _body = body;
        _patches = edits;
        _length = body.Length;
        foreach (var edit in edits)
        {
            _length += edit.Replacement.Length - edit.Length;
        }

        Headers.ContentType = Json;
    }

    /// <summary>True when a connection began to send it and has not ended: the bytes are still in use.</summary>
    public bool IsSending { get; private set; }

    /// <summary>True when a connection was there and took the first of it: from then on the provider may bill.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The changed bytes, for who must read them.</summary>
    public byte[] ToArray()
    {
        using var copy = new MemoryStream((int)_length);
        var at = 0;
        foreach (var edit in _patches)
        {
            copy.Write(_body.Span[at..edit.Start]);
            copy.Write(edit.Replacement);
            at = edit.Start + edit.Length;
        }

        copy.Write(_body.Span[at..]);
        return copy.ToArray();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsSending = true;
        HasStarted = true;
        var at = 0;
        foreach (var edit in _patches)
        {
            await stream.WriteAsync(_body[at..edit.Start], cancellationToken);
            await stream.WriteAsync(edit.Replacement, cancellationToken);
            at = edit.Start + edit.Length;
        }

        await stream.WriteAsync(_body[at..], cancellationToken);
        IsSending = false;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
