using Factory.Gateway.ApiFormats;

namespace Factory.Gateway.Calls;

/// <summary>A model that may answer a call, and how its provider is asked.</summary>
/// <param name="Model">The model.</param>
/// <param name="Connection">Its provider.</param>
/// <param name="Format">The protocol that the provider is asked in: the client's own where it speaks it.</param>
/// <param name="BaseUri">The URL that the protocol's path follows.</param>
internal sealed record UpstreamCandidate(ModelDefinition Model, ProviderConnection Connection, ApiFormat Format, Uri BaseUri)
{
    // Candidates live as long as models.json stays as it is: both addresses are made once.
    private readonly Uri _uri = BuildUri(BaseUri, Format, Model, stream: false);
    private readonly Uri _streamingUri = BuildUri(BaseUri, Format, Model, stream: true);

    /// <summary>The whole address.</summary>
    public Uri RequestUri(bool stream) => stream ? _streamingUri : _uri;

    private static Uri BuildUri(Uri @base, ApiFormat format, ModelDefinition model, bool stream) => new(@base.AbsoluteUri.TrimEnd('/') + format.Path(model.Ref.Model, stream));
}
