using System.Text.Json;
using Factory.Gateway.Apis;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>The list of models, in the form of the protocol that asks.</summary>
internal static class ModelList
{
    public static async Task WriteAsync(HttpResponse response, Surface surface, IEnumerable<ModelDefinition> models)
    {
        var all = models.ToList();
        IEnumerable<string> tiers = all.Count == 0 ? [] : ModelResolution.Tiers.Select(t => ModelResolution.TierPrefix + t.Name);
        string[] ids = [.. tiers, .. all.Select(m => m.Ref.ToString())];
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        switch (surface.Protocol)
        {
            case ProtocolNames.Messages:
                Items(json, "data", ids, id => Anthropic(json, id));
                json.WriteBoolean("has_more", false);
                json.WriteString("first_id", ids.FirstOrDefault());
                json.WriteString("last_id", ids.LastOrDefault());
                break;
            case ProtocolNames.Generate:
                Items(json, "models", ids, id => Google(json, id, all.Find(m => m.Ref.ToString() == id)));
                break;
            default:
                json.WriteString("object", "list");
                Items(json, "data", ids, id => OpenAI(json, id));
                break;
        }

        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static void Items(Utf8JsonWriter json, string name, string[] ids, Action<string> write)
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

    private static void OpenAI(Utf8JsonWriter json, string id)
    {
        json.WriteString("id", id);
        json.WriteString("object", "model");
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", id[..id.IndexOf('/', StringComparison.Ordinal)]);
    }

    private static void Anthropic(Utf8JsonWriter json, string id)
    {
        json.WriteString("type", "model");
        json.WriteString("id", id);
        json.WriteString("display_name", id);
        json.WriteString("created_at", "1970-01-01T00:00:00Z");
    }

    private static void Google(Utf8JsonWriter json, string id, ModelDefinition? model)
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
