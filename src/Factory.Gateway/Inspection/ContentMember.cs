namespace Factory.Gateway.Inspection;

/// <summary>What a field inside the messages means for the size of the input.</summary>
internal enum ContentMember
{
    /// <summary>In no table: it may be anything.</summary>
    Unknown,

    /// <summary>Text, or an object whose fields are inspected in turn.</summary>
    Text,

    /// <summary>JSON of the client or of the model, whose fields mean nothing to the API.</summary>
    Opaque,

    /// <summary>The type of the object.</summary>
    Type,

    /// <summary>Anthropic's marker for its cache.</summary>
    CacheControl,

    /// <summary>An image, or the address of one.</summary>
    Image,

    /// <summary>An address.</summary>
    Url,

    /// <summary>Tools that are sent as part of the input.</summary>
    Tools,

    /// <summary>A file, sound or video, which makes an unknown number of tokens.</summary>
    Media,

    /// <summary>Media at an address.</summary>
    RemoteAddress,

    /// <summary>The id of something that the provider keeps.</summary>
    StoredId,
}
