using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;
using Factory.Metering.Calls;

namespace Factory.Gateway.Calls;

/// <summary>Measures a request by what the inspection of its body found.</summary>
internal static class RequestSizes
{
    public static RequestSize Measure(RequestInspection inspection, ApiFormat format) => new(inspection.BodyLength)
    {
        HasOutput = format.HasOutput,
        IsFree = format.IsFree,
        HasTools = inspection.HasTools,
        HasExternalInput = inspection.HasExternalInput,
        Images = inspection.Images,
        MaxOutputTokens = inspection.MaxOutputTokens,
        ThinkingBudget = inspection.ThinkingBudget,
        Choices = inspection.Choices,
        Samplings = inspection.Samplings,
        UsesOneHourCache = inspection.UsesOneHourCache,
    };
}
