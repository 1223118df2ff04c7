using Factory.Gateway.ApiFormats;

namespace Factory.Gateway.Calls;

/// <summary>A model that may serve a call, and how its provider is called.</summary>
/// <param name="Model">The model.</param>
/// <param name="Connection">Its provider.</param>
/// <param name="Format">The API that the provider is called with: the client's own where the provider serves
/// it.</param>
/// <param name="BaseUri">The URL that the API's path follows.</param>
internal sealed record UpstreamCandidate(ModelDefinition Model, ProviderConnection Connection, ApiFormat Format, Uri BaseUri)
{
    // Candidates are cached until models.json changes, so both URLs are built once instead of for every call.
    private readonly Uri _uri = BuildUri(BaseUri, Format, Model, stream: false);
    private readonly Uri _streamingUri = BuildUri(BaseUri, Format, Model, stream: true);

    /// <summary>The URL of the call.</summary>
    public Uri RequestUri(bool stream) => stream ? _streamingUri : _uri;

    private static Uri BuildUri(
        Uri @base,
        ApiFormat format,
        ModelDefinition model,
        bool stream) => new(@base.AbsoluteUri.TrimEnd('/') + format.Path(model.Ref.Model, stream));
}
