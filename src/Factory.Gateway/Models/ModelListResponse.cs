using System.Text.Json;
using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>
/// Writes the list of models in the form of the client's API. Tiers come first, so that a client that offers a choice
/// offers them.
/// </summary>
internal static class ModelListResponse
{
    /// <summary>Writes the response.</summary>
    public static async Task WriteAsync(HttpResponse response, ApiFormat format, IEnumerable<ModelDefinition> models)
    {
        var all = models.ToList();
        IEnumerable<string> tiers = all.Count == 0 ? [] : ModelResolver.Tiers.Select(t => ModelResolver.TierPrefix + t.Name);
        string[] ids = [.. tiers, .. all.Select(m => m.Ref.ToString())];
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        switch (format.ModelApi)
        {
            case ModelApi.AnthropicMessages:
                WriteItems(json, "data", ids, id => WriteAnthropic(json, id));
                json.WriteBoolean("has_more", false);
                json.WriteString("first_id", ids.FirstOrDefault());
                json.WriteString("last_id", ids.LastOrDefault());
                break;
            case ModelApi.GeminiGenerateContent:
                WriteItems(json, "models", ids, id => WriteGemini(json, id, all.Find(m => m.Ref.ToString() == id)));
                break;
            default:
                json.WriteString("object", "list");
                WriteItems(json, "data", ids, id => WriteOpenAI(json, id));
                break;
        }

        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static void WriteItems(Utf8JsonWriter json, string name, string[] ids, Action<string> write)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStartObject();
            write(id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOpenAI(Utf8JsonWriter json, string id)
    {
        json.WriteString("id", id);
        json.WriteString("object", "model");
        // Unknown, but a model of OpenAI's always has it.
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", id[..id.IndexOf('/', StringComparison.Ordinal)]);
    }

    private static void WriteAnthropic(Utf8JsonWriter json, string id)
    {
        json.WriteString("type", "model");
        json.WriteString("id", id);
        json.WriteString("display_name", id);
        json.WriteString("created_at", "1970-01-01T00:00:00Z");
    }

    private static void WriteGemini(Utf8JsonWriter json, string id, ModelDefinition? model)
    {
        json.WriteString("name", "models/" + id);
        json.WriteString("displayName", id);
        if (model is not null)
        {
            json.WriteNumber("inputTokenLimit", model.ContextTokens);
            json.WriteNumber("outputTokenLimit", model.MaxOutputTokens);
        }

        json.WriteStartArray("supportedGenerationMethods");
        json.WriteStringValue("generateContent");
        json.WriteStringValue("countTokens");
        json.WriteEndArray();
    }
}
