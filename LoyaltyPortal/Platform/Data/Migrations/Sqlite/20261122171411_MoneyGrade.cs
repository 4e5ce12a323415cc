using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "LadderSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    UpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    IsDone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    EditedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    EditedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "TierChanges",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    FromName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    IsUp = table.Column<bool>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ProgrammeVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierChanges", x => new { x.MemberId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TierStandings",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    TierKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Since = table.Column<int>(type: "INTEGER", nullable: false),
                    LosesOn = table.Column<int>(type: "INTEGER", nullable: true),
                    AssessedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false),
                    CountedFrom = table.Column<int>(type: "INTEGER", nullable: false),
                    NextDueOn = table.Column<int>(type: "INTEGER", nullable: true),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    CountedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierStandings", x => x.MemberId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TierStandings_MerchantId_NextDueOn",
                table: "TierStandings",
                columns: new[] { "MerchantId", "NextDueOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LadderSweeps");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropTable(
                name: "TierChanges");

            migrationBuilder.DropTable(
                name: "TierStandings");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");
        }
    }
}
