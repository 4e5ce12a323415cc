using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Programmes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What the merchant's row said of points moves into its published programmes before the columns go.
            migrationBuilder.RenameColumn(
                name: "Rules",
                table: "ProgrammeVersions",
                newName: "Content");

            migrationBuilder.Sql(
                """
                UPDATE "ProgrammeVersions" SET "Content" = (
                    SELECT '{"rules":' || "ProgrammeVersions"."Content" || ',"points":{"returnWindowDays":' || m."ReturnWindowDays"
                        || CASE WHEN m."ValidityMonths" IS NULL THEN ',"expiry":"Never"}}' ELSE ',"expiry":"Rolling","expiryMonths":' || m."ValidityMonths" || '}}' END
                    FROM "Merchants" AS m WHERE m."Id" = "ProgrammeVersions"."MerchantId");
                """);

            migrationBuilder.DropColumn(
                name: "ReturnWindowDays",
                table: "Merchants");

            migrationBuilder.DropColumn(
                name: "ValidityMonths",
                table: "Merchants");

            migrationBuilder.AddColumn<string>(
                name: "Brand",
                table: "PurchaseLines",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Kind",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<long>(
                name: "Tax",
                table: "PurchaseLines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "MemberDays",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Visits = table.Column<long>(type: "INTEGER", nullable: false),
                    Net = table.Column<long>(type: "INTEGER", nullable: false),
                    PurchasePoints = table.Column<long>(type: "INTEGER", nullable: false),
                    OtherPoints = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberDays", x => new { x.MemberId, x.Day });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO "MemberDays" ("MemberId", "Day", "MerchantId", "Visits", "Net", "PurchasePoints", "OtherPoints")
                SELECT "MemberId", "Day", "MerchantId", SUM(CASE WHEN "State" = 3 THEN 0 ELSE 1 END), SUM("Net" - "ReturnedNet"), SUM("PointsEarned" - "PointsReversed"), 0
                FROM "Purchases" WHERE "MemberId" IS NOT NULL AND "State" <> 4 GROUP BY "MemberId", "Day", "MerchantId";
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MemberDays");

            migrationBuilder.DropColumn(
                name: "Brand",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "Tax",
                table: "PurchaseLines");

            migrationBuilder.RenameColumn(
                name: "Content",
                table: "ProgrammeVersions",
                newName: "Rules");

            migrationBuilder.AddColumn<int>(
                name: "ReturnWindowDays",
                table: "Merchants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ValidityMonths",
                table: "Merchants",
                type: "INTEGER",
                nullable: true);
        }
    }
}
