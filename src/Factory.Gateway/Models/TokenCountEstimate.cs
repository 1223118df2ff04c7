using System.Globalization;
using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>
/// Estimates the tokens of a request where the provider cannot count them: one for every four bytes of the body, which
/// is slightly too many for most texts. Clients use the count to stay below the context size, so too many is the safe
/// side.
/// </summary>
internal static class TokenCountEstimate
{
    private const int BytesPerToken = 4;

    /// <summary>The estimate for a body of this length.</summary>
    public static int FromBytes(int bytes) => Math.Max(1, (bytes + BytesPerToken - 1) / BytesPerToken);

    /// <summary>Writes the response of a token count.</summary>
    public static Task WriteAsync(HttpResponse response, ApiFormat format, int bytes)
    {
        var tokens = FromBytes(bytes).ToString(CultureInfo.InvariantCulture);
        response.ContentType = "application/json";
        return response.WriteAsync(format.ModelApi == ModelApi.AnthropicMessages
            ? $$"""{"input_tokens":{{tokens}}}"""
            : $$"""{"totalTokens":{{tokens}}}""");
    }
}
