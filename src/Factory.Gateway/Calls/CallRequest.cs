using Factory.Domain.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>A call that has been admitted and understood.</summary>
/// <param name="Format">The client's protocol.</param>
/// <param name="Inspection">What its body says.</param>
/// <param name="Body">The body.</param>
/// <param name="Principal">Who pays.</param>
/// <param name="RequestedModel">The model as the client named it.</param>
/// <param name="AsJsonArray">True for Gemini's stream as a JSON list.</param>
internal sealed record CallRequest(ApiFormat Format, RequestInspection Inspection, RequestBody Body, Principal Principal, string RequestedModel, bool AsJsonArray);
