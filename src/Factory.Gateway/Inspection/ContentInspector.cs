using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects the messages of a request, only for what makes more tokens than it has bytes. Images are counted;
/// everything else that is not known to be text (files, audio, URLs, ids, types and fields that are in no table) means
/// that the input may fill the whole context. In doubt the answer is yes: too much is reserved until the call ends, but
/// nothing more is spent.
/// </summary>
internal static class ContentInspector
{
    /// <summary>Inspects the value at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var table = ContentTable.ForApi(api);
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader, inspection, api, table);
            }
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api, ContentTable table)
    {
        // An escaped name may be any name. Deep inside a message that is legal and harmless, so the call is reserved
        // at the upper bound instead of being rejected.
        if (reader.ValueIsEscaped)
        {
            (inspection.HasExternalInput, inspection.UsesOneHourCache, inspection.HasRemoteAddress) = (true, true, true);
            return;
        }

        var kind = table.Find(reader.ValueSpan);
        if (kind == ContentMember.Text)
        {
            return;
        }

        reader.Read();
        switch (kind)
        {
            case ContentMember.Opaque:
                reader.Skip();
                break;
            case ContentMember.Type:
                ReadType(ref reader, inspection, table);
                break;
            case ContentMember.CacheControl:
                PricingRules.ReadCacheControl(ref reader, inspection);
                break;
            case ContentMember.Image:
                inspection.Images++;
                ReadUrl(ref reader, inspection);
                break;
            case ContentMember.Url:
                ReadUrl(ref reader, inspection);
                break;
            case ContentMember.Tools:
                // Codex sends some tools as items of the input (additional_tools), with the same rules as those at the
                // top level.
                ToolInspector.Read(ref reader, inspection, api);
                break;
            default:
                ReadExternal(ref reader, inspection, kind);
                break;
        }
    }

    private static void ReadType(ref Utf8JsonReader reader, RequestInspection inspection, ContentTable table)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (table.ImageType is { } image && reader.ValueTextEquals(image))
        {
            inspection.Images++;
            return;
        }

        if (reader.ValueTextEquals("item_reference"u8) || reader.ValueTextEquals("container_upload"u8))
        {
            inspection.HasProviderState = true;
        }

        inspection.HasExternalInput |= !table.IsTextType(ref reader);
    }

    private static void ReadExternal(ref Utf8JsonReader reader, RequestInspection inspection, ContentMember kind)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        // Not skipped: what is inside may be an image, a URL or an id.
        inspection.HasExternalInput = true;
        inspection.HasProviderState |= kind == ContentMember.StoredId;
        inspection.HasRemoteAddress |= kind == ContentMember.RemoteAddress || IsAddress(ref reader);
    }

    // In a field of no table. Some encoders escape the slash.
    private static bool IsAddress(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        && (reader.ValueSpan.IndexOf("://"u8) >= 0 || reader.ValueSpan.IndexOf(":\\/\\/"u8) >= 0);

    // An image in the request itself has a known upper bound; what the provider downloads from a URL may be anything.
    private static void ReadUrl(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        // Some encoders escape the slash.
        var isInline = reader.ValueSpan.StartsWith("data:image/"u8) || reader.ValueSpan.StartsWith("data:image\\/"u8);
        inspection.HasExternalInput |= !isInline;
        inspection.HasRemoteAddress |= !isInline && !reader.ValueSpan.StartsWith("data:"u8);
    }
}
