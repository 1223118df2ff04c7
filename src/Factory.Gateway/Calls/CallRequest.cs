using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>A model call whose key and body have been checked.</summary>
/// <param name="Format">The client's API.</param>
/// <param name="Inspection">What is in its body.</param>
/// <param name="Body">The body.</param>
/// <param name="Principal">Who pays.</param>
/// <param name="RequestedModel">The model as the client named it.</param>
/// <param name="AsJsonArray">True for Gemini's stream as a JSON list.</param>
internal sealed record CallRequest(
    ApiFormat Format,
    RequestInspection Inspection,
    RequestBody Body,
    Principal Principal,
    string RequestedModel,
    bool AsJsonArray);
