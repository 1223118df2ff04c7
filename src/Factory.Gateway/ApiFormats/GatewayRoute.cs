namespace Factory.Gateway.ApiFormats;

/// <summary>A matched path.</summary>
/// <param name="Operation">What the request is for.</param>
/// <param name="Format">The API of the request, also for errors where the operation is unknown.</param>
/// <param name="Model">The model, where the path names it; null where the body does.</param>
/// <param name="Stream">Whether the response streams, where the path decides it; null where the body does.</param>
/// <param name="AsJsonArray">True for a stream as a JSON array, which is Gemini's default.</param>
internal readonly record struct GatewayRoute(
    GatewayOperation Operation,
    ApiFormat Format,
    string? Model = null,
    bool? Stream = null,
    bool AsJsonArray = false);
