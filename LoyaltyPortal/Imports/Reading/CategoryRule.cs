using System.Text;

namespace LoyaltyPortal.Imports.Reading;

public enum CategoryMatch
{
    /// <summary>The SKU is one of the patterns.</summary>
    Sku,

    /// <summary>The SKU begins with one of the patterns.</summary>
    SkuPrefix,

    /// <summary>The description has one of the patterns as a whole word, or words that follow one another.</summary>
    Words,
}

public sealed record CategoryRuleEntry(string Category, CategoryMatch Match, IReadOnlyList<string> Patterns);

/// <summary>
/// A published rule that gives every product of an export without categories one: the first entry that matches decides, case and
/// punctuation do not matter.
/// </summary>
public sealed record CategoryRule(string Key, IReadOnlyList<CategoryRuleEntry> Entries, string Otherwise)
{
    public const string PostageAndFees = "Postage & fees";
    public const string GiftVouchers = "Gift vouchers";

    /// <summary>
    /// A giftware wholesaler's catalogue (UCI Online Retail). The special comes before the general: Christmas before candles, a garden
    /// kneeler that says "cup of tea" before cups, a hot water bottle before bottles.
    /// </summary>
    public static CategoryRule OnlineRetail { get; } = new(
        "online-retail",
        [
            new(GiftVouchers, CategoryMatch.SkuPrefix, ["GIFT_"]),
            new(PostageAndFees, CategoryMatch.Sku, ["POST", "DOT", "C2", "D", "M", "S", "B", "PADS", "CRUK", "BANK CHARGES", "AMAZONFEE"]),
            new("Christmas", CategoryMatch.Words,
                ["CHRISTMAS", "XMAS", "ADVENT", "SANTA", "REINDEER", "SNOWMAN", "SNOWMEN", "SNOWFLAKE", "SNOWFLAKES", "BAUBLE", "BAUBLES", "NOEL", "RUDOLPH", "JINGLE BELL", "TREE DECORATION", "TREE DECORATIONS", "NATIVITY", "STOCKING"]),
            new("Home decoration", CategoryMatch.Words,
                ["HOT WATER BOTTLE", "HOTTIE", "DOORMAT", "DOOR MAT", "PAPER CHAIN", "PHOTO FRAME", "WALL ART", "WALL CLOCK", "ALARM CLOCK", "DOOR SIGN", "METAL SIGN"]),
            new("Jewellery & accessories", CategoryMatch.Words,
                ["NECKLACE", "NECKLACES", "BRACELET", "BRACELETS", "EARRING", "EARRINGS", "BROOCH", "BANGLE", "BANGLES", "PENDANT", "LARIAT", "DIAMANTE", "HAIRCLIP", "HAIRCLIPS", "HAIR CLIP", "HAIR CLIPS", "HAIR GRIP", "HAIRBAND", "HAIR BAND", "HAIR COMB", "HAIRSLIDE", "HAIRSLIDES", "PURSE", "WALLET", "UMBRELLA", "SCARF", "GLOVES", "KEY RING", "KEYRING", "KEY FOB", "KEY CHAIN", "LUGGAGE TAG", "LUGGAGE TAGS", "PASSPORT COVER", "CARD HOLDER", "CHARM", "BAG CHARM", "RING", "RINGS", "SUNGLASSES", "SLIPPERS", "LIP GLOSS", "COMPACT MIRROR", "HAND WARMER", "PONCHO", "SLIPPER", "SOCK", "SOCKS"]),
            new("Bags", CategoryMatch.Words,
                ["BAG", "BAGS", "SHOPPER", "HANDBAG", "RUCKSACK", "BACKPACK", "HOLDALL", "WASHBAG", "WASH BAG", "TOTE", "SUITCASE", "SUITCASES", "SATCHEL", "MINI CASES"]),
            new("Candles & lights", CategoryMatch.Words,
                ["CANDLE", "CANDLES", "CANDLESTICK", "CANDLEHOLDER", "CANDLEPOT", "T LIGHT", "T LIGHTS", "TLIGHT", "TLIGHTS", "TEA LIGHT", "TEALIGHT", "LANTERN", "LANTERNS", "LIGHT", "LIGHTS", "LAMP", "LAMPS", "LAMPSHADE", "NIGHTLIGHT", "CHANDELIER", "CANDELABRA", "INCENSE", "TORCH", "LED", "CHOCOLATECANDLE", "MATCHES"]),
            new("Garden", CategoryMatch.Words,
                ["GARDEN", "GARDENER", "GARDENERS", "GARDENING", "PLANT", "PLANTER", "WATERING CAN", "FLOWERPOT", "FLOWER POT", "PLANT POT", "HERB", "HERBS", "SEED", "SEEDS", "BIRD HOUSE", "BIRDHOUSE", "BIRD TABLE", "BIRD FEEDER", "BIRD BATH", "BIRDCAGE", "TROWEL", "KNEELING", "PARASOL", "FLYTRAP", "WINDMILL", "SHED", "GNOME", "GREENHOUSE", "WIND CHIME", "WIND CHIMES", "WINDCHIME", "PICNIC", "GROW A", "GROW YOUR OWN", "HAMMOCK", "CLOCHE", "WHEELBARROW"]),
            new("Toys & games", CategoryMatch.Words,
                ["TOY", "TOYS", "GAME", "GAMES", "JIGSAW", "PUZZLE", "PUZZLES", "DOLL", "DOLLS", "SOFT TOY", "TEDDY", "SKITTLES", "DOMINO", "DOMINOES", "LUDO", "CHESS", "PLAYHOUSE", "SPINNING TOP", "SPINNING TOPS", "HARMONICA", "MARBLES", "SKIPPING ROPE", "YOYO", "YO YO", "PUPPET", "PUPPETS", "TRICYCLE", "BUILDING BLOCK", "JIGSAW BLOCKS", "PAINT SET", "PAINTING SET", "COLOURING SET", "PLAYING CARDS", "SNAP CARDS", "HAPPY FAMILIES", "BALLOON", "BALLOONS", "BUBBLES", "RATTLE", "KITE", "SOLDIER", "SOLDIERS", "ASTRONAUT", "MAGIC TREE", "CRAZY DAISY", "SOMBRERO", "FANCY DRESS", "GLIDERS", "MODELLING CLAY", "BABY GIFT SET", "SNAKES", "NAUGHTS", "BINGO", "TATTOOS", "SPADE"]),
            new("Stationery & craft", CategoryMatch.Words,
                ["CARD", "CARDS", "WRAP", "WRAPPING", "PAPER", "PENCIL", "PENCILS", "PEN", "PENS", "CRAYONS", "RIBBON", "RIBBONS", "STICKER", "STICKERS", "NOTEBOOK", "NOTEBOOKS", "SKETCHBOOK", "SKETCHBOOKS", "BOOK", "JOURNAL", "DIARY", "TAG", "TAGS", "TAPE", "CRAFT", "FELTCRAFT", "SEWING", "KNITTING", "KNITTED", "EMBROIDERY", "RULER", "ERASER", "ERASERS", "RUBBERS", "SHARPENER", "CALENDAR", "STAMP", "STAMPS", "MEMO", "MEMOBOARD", "CLIPBOARD", "ENVELOPE", "ENVELOPES", "PATCHES", "SCISSORS", "LETTER RACK", "DECOUPAGE", "ORIGAMI", "PASSPORT", "BOOKS", "CANVAS", "SCISSOR", "STATIONERY", "WRITING SET", "POSTCARD", "NOTEPAD", "CHALK"]),
            new("Kitchen & dining", CategoryMatch.Words,
                ["MUG", "MUGS", "CUP", "CUPS", "TEACUP", "TEACUPS", "TEAPOT", "TEASPOON", "TEASPOONS", "TEA", "COFFEE", "SAUCER", "PLATE", "PLATES", "BOWL", "BOWLS", "DISH", "DISHES", "CAKE", "CAKES", "CAKESTAND", "CAKESTANDS", "CUPCAKE", "BAKING", "BAKE", "LUNCH", "LUNCHBOX", "CUTLERY", "SPOON", "SPOONS", "FORK", "KNIFE", "JUG", "JUGS", "JAM", "JAR", "JARS", "APRON", "KITCHEN", "COOK", "COOKING", "RECIPE", "COOKIE", "CUTTER", "CUTTERS", "NAPKIN", "NAPKINS", "BOTTLE", "BOTTLES", "PANTRY", "SNACK", "EGG", "EGGS", "BREAD", "TRAY", "TRAYS", "JELLY", "MOULD", "MOULDS", "TOWEL", "TOWELS", "COASTER", "COASTERS", "PLACEMAT", "PLACEMATS", "PLACE SETTING", "TABLE CLOTH", "TABLECLOTH", "SPICE", "DOILY", "DOILEY", "DOILIES", "BISCUIT", "BISCUITS", "SUGAR", "MILK", "BUTTER", "BEAKER", "BEAKERS", "TUMBLER", "TUMBLERS", "WINE", "GOBLET", "GLASSES", "OVEN", "FRYING", "PAN", "COLANDER", "POPCORN", "STRAWS", "SCALES", "SCALE", "MEASURING", "CHOCOLATE", "CANISTER", "CANNISTER", "TINS", "TIN", "FOOD", "FLASK", "CHOPPING BOARD", "CHOPSTICKS", "CRUET", "SALT", "PEPPER", "CONDIMENT", "SWEETIES", "SWEETS", "TOAST", "ICE CREAM", "ICE", "BARBECUE", "BBQ", "BREAKFAST SET"]),
            new("Home decoration", CategoryMatch.Words,
                ["FRAME", "FRAMES", "CLOCK", "CLOCKS", "SIGN", "CUSHION", "CUSHIONS", "HOOK", "HOOKS", "HANGER", "HANGERS", "DRAWER", "DRAWERS", "CABINET", "MIRROR", "MIRRORS", "BUNTING", "DECORATION", "DECORATIONS", "DECORATIVE", "HANGING", "HEART", "HEARTS", "WICKER", "STORAGE", "BOX", "BOXES", "BASKET", "BASKETS", "DOORSTOP", "KNOB", "KNOBS", "VASE", "VASES", "WREATH", "GARLAND", "GARLANDS", "CURTAIN", "CURTAINS", "RUG", "THROW", "QUILT", "BLANKET", "WALL", "BLACKBOARD", "CHALKBOARD", "PICTURE", "PICTURES", "ORNAMENT", "ORNAMENTS", "TRINKET", "SHELF", "SHELVES", "RACK", "STAND", "STOOL", "CHAIR", "TABLE", "CHEST", "BIN", "LADDER", "DOOR", "SLATE", "BLOCK", "BLOCKS", "LETTER", "LETTERS", "INITIAL", "FLOWER", "FLOWERS", "ROSE", "BIRD", "BIRDS", "BUTTERFLY", "BUTTERFLIES", "FEATHER", "BELL", "BELLS", "MAGNET", "MAGNETS", "TISSUE", "TISSUES", "BATHROOM", "BATH", "SOAP", "TIDY", "HOLDER", "HOLDERS", "POT", "BANK", "MONEY BOX", "ANGEL", "STAR", "STARS", "HOUSE", "FLAG", "FLAGS", "SCREEN", "FAN", "MOBILE", "DRAUGHT EXCLUDER", "MAT", "RECORD", "TELEPHONE", "RADIO", "BUCKET", "CRATE", "TROLLEY", "CRATES", "BLACK BOARD", "CLOTHES PEGS", "DOLLY PEGS", "PHOTO CUBE", "DRAWERKNOB", "SEAT", "ROCKING HORSE", "ROSETTE", "FLANNEL", "PEARS", "DISCO BALL", "FLYING DUCKS"]),
        ],
        "Other");

    private readonly (string Category, CategoryMatch Match, string Pattern)[] patterns =
    [
        .. Entries.SelectMany(e => e.Patterns.Select(p => (e.Category, e.Match, e.Match == CategoryMatch.Words ? $" {p} " : p))),
    ];

    public static IReadOnlyList<CategoryRule> All { get; } = [OnlineRetail];

    public static CategoryRule? Find(string? key) => All.FirstOrDefault(rule => rule.Key == key);

    public string Categorise(string? sku, string? description)
    {
        var words = $" {Spaced(description)} ";
        foreach (var (category, match, pattern) in patterns)
        {
            var matches = match switch
            {
                CategoryMatch.Sku => string.Equals(sku, pattern, StringComparison.OrdinalIgnoreCase),
                CategoryMatch.SkuPrefix => sku is not null && sku.StartsWith(pattern, StringComparison.OrdinalIgnoreCase),
                _ => words.Contains(pattern, StringComparison.Ordinal),
            };
            if (matches)
                return category;
        }

        return Otherwise;
    }

    private static string Spaced(string? text)
    {
        var spaced = new StringBuilder(text?.Length ?? 0);
        foreach (var c in text ?? "")
        {
            if (char.IsLetterOrDigit(c))
                spaced.Append(char.ToUpperInvariant(c));
            else if (c != '\'' && spaced.Length > 0 && spaced[^1] != ' ')
                spaced.Append(' ');
        }

        return spaced.ToString().TrimEnd();
    }
}
