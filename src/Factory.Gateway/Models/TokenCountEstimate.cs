using System.Globalization;
using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>A request's tokens where the provider has no way to count them: four bytes of the body to a token, which is a little too many for most texts.</summary>
internal static class TokenCountEstimate
{
    private const int BytesPerToken = 4;

    public static Task WriteAsync(HttpResponse response, ApiFormat format, int bytes)
    {
        var tokens = Math.Max(1, (bytes + BytesPerToken - 1) / BytesPerToken).ToString(CultureInfo.InvariantCulture);
        response.ContentType = "application/json";
        return response.WriteAsync(format.ModelApi == ModelApi.AnthropicMessages ? $$"""{"input_tokens":{{tokens}}}""" : $$"""{"totalTokens":{{tokens}}}""");
    }
}
